#include "cli/command.h"

namespace requant::cli {

Action declare_inspect(CLI::App& app);
Action declare_targets(CLI::App& app);

const std::vector<Command>& commands() {
  static const std::vector<Command> table{
      {"inspect", "What a model is, and which targets take it", declare_inspect},
      {"targets", "The hardware targets; one in full; a check of your own file", declare_targets},
  };
  return table;
}

}  // namespace requant::cli
