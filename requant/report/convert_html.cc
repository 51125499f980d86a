#include "requant/base/error.h"
#include "requant/report/convert_report.h"
#include "requant/report/json.h"
#include "requant/report/page.h"

namespace requant::report {

std::string convert_html(const ConvertReport& report) {
  if (report.targets.empty()) {
    throw Error("the report of the conversion cannot be written: it has no target",
                Fault::internal);
  }
  return make_page(
      {"convert.html", {"dom.js", "text.js", "charts.js", "convert_charts.js", "convert.js"}},
      report.title, to_json(report));
}

}  // namespace requant::report
