// Where a command's result, messages and progress go.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/progress_bar.h"
#include "requant/base/progress.h"

namespace requant::cli {

// Keys keep the order in which they are set.
using Json = nlohmann::ordered_json;

class Output {
 public:
  explicit Output(bool json);

  bool json() const { return json_; }
  // One line for a person on stdout; nothing under --json.
  void text(const std::string& line);
  // One line on stderr, under --json too.
  void note(const std::string& line);
  // The result under --json: one object on stdout. Nothing otherwise. Call once. Numbers that are
  // infinite or NaN become null.
  void result(const Json& object);
  // Shows progress on stderr.
  ProgressSink progress();
  // One update of it, with a text of its own behind the count (ProgressBar::update).
  void progress(const std::string& stage, std::size_t done, std::size_t total,
                const std::string& tail);

 private:
  bool json_;
  ProgressBar bar_;
};

}  // namespace requant::cli
