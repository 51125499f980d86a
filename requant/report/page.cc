#include "requant/report/page.h"

#include <algorithm>

#include "requant/base/error.h"
#include "requant/report/assets.h"
#include "requant/report/built.h"
#include "requant/report/escape.h"

namespace requant::report {

std::string filled(std::string_view text,
                   const std::vector<std::pair<std::string_view, std::string_view>>& values) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find("{{", at);
    const std::size_t close = open == text.npos ? text.npos : text.find("}}", open);
    if (close == text.npos) return result.append(text.substr(at));
    const std::string_view name = text.substr(open + 2, close - open - 2);
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const auto& value) { return value.first == name; });
    if (found == values.end()) {
      throw Error("a page of a report asks for '" + std::string(name) + "', which nothing fills",
                  Fault::internal);
    }
    result.append(text.substr(at, open - at)).append(found->second);
    at = close + 2;
  }
  return result;
}

std::string make_page(const PageKind& kind, const std::string& title, const std::string& json) {
  check_built();
  std::string scripts;
  for (const auto name : kind.scripts) {
    scripts.append("<script>\n").append(asset(name)).append("</script>\n");
  }
  const std::string safe_title = escape_html(title);
  const std::string data = escape_script(json);
  return filled(asset("page.html"), {{"title", safe_title},
                                     {"style", asset("page.css")},
                                     {"body", asset(kind.body)},
                                     {"data", data},
                                     {"chart", asset("chart.min.js")},
                                     {"scripts", scripts}});
}

}  // namespace requant::report
