#include "cli/command.h"

namespace requant::cli {

Action declare_compare(CLI::App& app);
Action declare_eval(CLI::App& app);
Action declare_run(CLI::App& app);

const std::vector<Command>& commands() {
  static const std::vector<Command> table{
      {"compare", "How far two models are apart, and where they part", declare_compare},
      {"eval", "Top-1 and top-5 of a model on labelled data", declare_eval},
      {"run", "Run a model on one input", declare_run},
  };
  return table;
}

}  // namespace requant::cli
