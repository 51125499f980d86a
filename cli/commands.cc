#include "cli/command.h"

namespace requant::cli {

Action declare_bench(CLI::App& app);
Action declare_compare(CLI::App& app);
Action declare_convert(CLI::App& app);
Action declare_cost(CLI::App& app);
Action declare_eval(CLI::App& app);
Action declare_export(CLI::App& app);
Action declare_inspect(CLI::App& app);
Action declare_run(CLI::App& app);
Action declare_search(CLI::App& app);
Action declare_targets(CLI::App& app);
Action declare_train(CLI::App& app);

const std::vector<Command>& commands() {
  static const std::vector<Command> table{
      {"inspect", "What a model is, and which targets take it", declare_inspect},
      {"targets", "The hardware targets; one in full; a check of your own file", declare_targets},
      {"convert", "Re-quantize a model for another chip, and prove the result", declare_convert},
      {"compare", "How far two models are apart, and where they part", declare_compare},
      {"eval", "Top-1 and top-5 of a model on labelled data", declare_eval},
      {"run", "Run a model on one input", declare_run},
      {"train", "Train a network for many precisions at once", declare_train},
      {"search", "The best precision of every layer for some hardware", declare_search},
      {"export", "Write a network of many precisions at one of them", declare_export},
      {"cost", "Cycles, energy and bytes of a model on some hardware", declare_cost},
      {"bench", "How fast a model runs here", declare_bench},
  };
  return table;
}

}  // namespace requant::cli
