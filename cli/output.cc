#include "cli/output.h"

#include <iostream>

#include "requant/base/error.h"

namespace requant::cli {
namespace {

void print(const std::string& text) {
  std::cout << text << '\n' << std::flush;
  if (!std::cout) throw Error("standard output cannot be written to; check where it leads");
}

}  // namespace

Output::Output(bool json) : json_(json) {}

void Output::text(const std::string& line) {
  if (json_) return;
  bar_.clear();
  print(line);
}

void Output::note(const std::string& line) {
  bar_.clear();
  std::cerr << line << '\n';
}

void Output::result(const Json& object) {
  if (!json_) return;
  bar_.clear();
  print(object.dump(2, ' ', false, Json::error_handler_t::replace));
}

ProgressSink Output::progress() {
  return [this](const std::string& stage, std::size_t done, std::size_t total) {
    bar_.update(stage, done, total);
  };
}

void Output::progress(const std::string& stage, std::size_t done, std::size_t total,
                      const std::string& tail) {
  bar_.update(stage, done, total, tail);
}

}  // namespace requant::cli
