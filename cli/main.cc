#include <unistd.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>

#include "cli/command.h"
#include "cli/validators.h"
#include "requant/base/error.h"
#include "requant/base/parallel.h"
#include "requant/search/nsga2.h"
#include "requant/train/train.h"

namespace requant::cli {
namespace {

constexpr int kUserFault = 2;
constexpr int kInternalFault = 1;

int fail(const std::string& message, Fault fault) {
  std::cerr << "requant: " << (fault == Fault::internal ? "internal fault: " : "") << message
            << '\n';
  return fault == Fault::internal ? kInternalFault : kUserFault;
}

// Options that every command has.
struct Common {
  bool json = false;
  int threads = 0;
};

void declare_common(CLI::App& app, Common& common) {
  app.add_flag("--json", common.json, "Print one JSON object on stdout, everything else on stderr");
  app.add_option("--threads", common.threads, "Threads to work on; 0: one for each core")
      ->check(whole_number(0, 1024))
      ->capture_default_str();
}

// What CLI11 says, as one sentence that says where help is.
std::string parse_message(const CLI::App& app, const CLI::ParseError& error) {
  std::string command = "requant";
  for (const auto* sub : app.get_subcommands()) command += " " + sub->get_name();
  std::string what = error.what();
  while (!what.empty() && (what.back() == '\n' || what.back() == '.')) what.pop_back();
  return what + " (see '" + command + " --help')";
}

void check_command_name(int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return;
  const std::string given = argv[1];
  std::string names;
  for (const auto& command : commands()) {
    if (given == command.name) return;
    names += std::string(names.empty() ? "" : ", ") + command.name;
  }
  throw Error("there is no command '" + given + "'; the commands are " + names);
}

// `requant train` and `requant search` are the work of other programs beside this one, where there
// is libtorch or pagmo; this one starts without them. Returns where that program is not there.
void hand_over(int argc, char** argv) {
  const std::string_view command = argc < 2 ? "" : argv[1];
  const bool elsewhere = (command == "train" && !train::is_available()) ||
                         (command == "search" && !search::is_available());
  if (!elsewhere) return;
  std::error_code code;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", code);
  if (code) return;
  execv((self.parent_path() / ("requant-" + std::string(command))).c_str(), argv);
}

int run(int argc, char** argv) {
  hand_over(argc, argv);
  CLI::App app{"requant: re-quantizes a quantized network for another chip, and proves it.",
               "requant"};
  app.set_version_flag("--version", std::string("requant ") + REQUANT_VERSION);
  app.require_subcommand(1);
  Common common;
  std::vector<std::pair<const CLI::App*, Action>> actions;
  for (const auto& command : commands()) {
    CLI::App* sub = app.add_subcommand(command.name, command.summary);
    actions.emplace_back(sub, command.declare(*sub));
    declare_common(*sub, common);
  }
  check_command_name(argc, argv);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& request) {  // --help, --version
    return app.exit(request);
  } catch (const CLI::ParseError& error) {
    return fail(parse_message(app, error), Fault::user);
  }
  set_thread_count(common.threads);
  Output output(common.json);
  for (const auto& [sub, action] : actions) {
    if (sub->parsed()) action(output);
  }
  return 0;
}

}  // namespace
}  // namespace requant::cli

int main(int argc, char** argv) {
  try {
    return requant::cli::run(argc, argv);
  } catch (const requant::Error& error) {
    return requant::cli::fail(error.what(), error.fault());
  } catch (const std::bad_alloc&) {
    return requant::cli::fail("there is not enough memory", requant::Fault::internal);
  } catch (const std::exception& error) {
    return requant::cli::fail(error.what(), requant::Fault::internal);
  }
}
