#include "requant/base/error.h"
#include "requant/report/json.h"
#include "requant/report/page.h"
#include "requant/report/search_report.h"

namespace requant::report {
namespace {

[[noreturn]] void refuse_search(const std::string& what) {
  throw Error("the report of the search cannot be written: " + what, Fault::internal);
}

// `whose` has `count` things, where it should have as many as there are.
void check_count(const std::string& whose, const std::string& things, std::size_t count,
                 std::size_t wanted) {
  if (count == wanted) return;
  refuse_search(whose + " has " + std::to_string(count) + " " + things + " instead of " +
                std::to_string(wanted));
}

void check_points(const SearchReport& report, const std::vector<SearchPoint>& points) {
  for (const auto& point : points) {
    const std::string whose = "the point '" + point.name + "'";
    check_count(whose, "costs", point.total.costs.size(), report.costs.size());
    check_count(whose, "layers with bits", point.bits.size(), report.layers.size());
    if (point.layer_costs.empty()) continue;
    check_count(whose, "layers with costs", point.layer_costs.size(), report.layers.size());
    for (const auto& costs : point.layer_costs) {
      check_count("a layer of " + whose, "costs", costs.size(), report.costs.size());
    }
  }
}

void check_totals(const SearchReport& report, const std::vector<ScoredCosts>& totals,
                  const std::string& whose) {
  for (const auto& total : totals) {
    check_count(whose, "costs", total.costs.size(), report.costs.size());
  }
}

void check(const SearchReport& report) {
  if (report.costs.empty()) refuse_search("it has no costs");
  if (report.front.empty()) refuse_search("its front has no points");
  check_points(report, report.front);
  check_points(report, report.references);
  check_totals(report, report.others, "another point");
  for (const auto& generation : report.history) {
    check_totals(report, generation.front, "a point of a generation");
  }
}

}  // namespace

std::string search_html(const SearchReport& report) {
  check(report);
  return make_page({"search.html",
                    {"dom.js", "text.js", "charts.js", "search_data.js", "search_front.js",
                     "search_table.js", "search_point.js", "search_growth.js", "search.js"}},
                   report.title, to_json(report));
}

}  // namespace requant::report
