// The commands of the program. One file a command: it declares its options and does its work
// through the library.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <vector>

#include "cli/output.h"

namespace requant::cli {

// What a command does once its options are parsed. Ends by Output::result. Throws Error.
using Action = std::function<void(Output&)>;

// A row of the table. `declare` adds the options to the subcommand (--json and --threads are added
// for all) and returns the action, which owns what the options are parsed into.
struct Command {
  const char* name;
  const char* summary;
  Action (*declare)(CLI::App&);
};

// All commands, in the order in which --help lists them (commands.cc).
const std::vector<Command>& commands();

}  // namespace requant::cli
