#include "cli/command.h"

namespace requant::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> table{};
  return table;
}

}  // namespace requant::cli
