// --report: the HTML page that a command ends in.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace requant::cli {

class ReportOption {
 public:
  // `what` it shows, for --help.
  void declare(CLI::App& app, const std::string& what);
  bool is_given() const { return !path_.empty(); }
  const std::string& path() const { return path_; }
  // To be called before the work. Throws Error where the program was built without report, or the
  // file cannot be written.
  void check() const;
  void write(const std::string& html) const;

 private:
  std::string path_;
};

}  // namespace requant::cli
