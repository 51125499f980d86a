#include "cli/report_file.h"

#include <span>

#include "cli/output_paths.h"
#include "requant/base/error.h"
#include "requant/base/write_file.h"
#include "requant/report/built.h"

namespace requant::cli {

void ReportOption::declare(CLI::App& app, const std::string& what) {
  app.add_option("--report", path_, what);
}

void ReportOption::check() const {
  if (!is_given()) return;
  report::check_built();
  const std::filesystem::path path = path_;
  const auto extension = path.extension();
  if (extension != ".html" && extension != ".htm") {
    throw Error("--report '" + path_ + "' has to end in .html");
  }
  check_folder("--report '" + path_ + "'", path.parent_path());
}

void ReportOption::write(const std::string& html) const {
  write_file(path_, std::as_bytes(std::span(html)));
}

}  // namespace requant::cli
