#include "cli/search_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/model_options.h"
#include "cli/text.h"
#include "requant/report/built.h"

namespace requant::cli {
namespace {

// The most points of a table; of longer fronts as many are shown, evenly.
constexpr std::size_t kMostRows = 16;

std::string score_text(const search::Front& front, double score) {
  return front.score_unit == "%" ? fmt::format("{:.2f}", score) : fmt::format("{:.4f}", score);
}

// A cost as a part of the first reference's.
std::string part_text(double cost, double whole) {
  return whole > 0 ? fmt::format("{:.3f}", cost / whole) : "-";
}

// How many layers have each precision, as "8: 3, 4: 10, 2: 9".
std::string widths_text(const precision::PrecisionAssignment& assignment) {
  std::map<std::string, int> counts;
  for (const auto& layer : assignment.layers) ++counts[precision::text(layer)];
  std::string text;
  for (auto at = counts.rbegin(); at != counts.rend(); ++at) {
    text += (text.empty() ? "" : ", ") + fmt::format("{}x {}", at->second, at->first);
  }
  return text;
}

std::vector<std::string> row(const search::Front& front, const std::string& name,
                             const search::Point& point) {
  const search::Costs& whole = front.references.at(0).point.costs;
  std::vector<std::string> cells{name,
                                 score_text(front, point.score),
                                 digits(std::llround(point.costs.cycles)),
                                 part_text(point.costs.cycles, whole.cycles),
                                 fmt::format("{:.3g}", point.costs.energy / 1e6),
                                 digits(std::llround(point.costs.bytes)),
                                 widths_text(point.assignment)};
  if (point.verified) cells.insert(cells.begin() + 2, score_text(front, *point.verified));
  return cells;
}

Json to_json(const search::Point& point) {
  Json json{{"score", point.score},
            {"cycles", point.costs.cycles},
            {"energy_pj", point.costs.energy},
            {"bytes", point.costs.bytes}};
  if (point.verified) json["verified"] = *point.verified;
  return json;
}

Json result_of(const search::Front& front, const std::filesystem::path& folder) {
  Json points = Json::array();
  for (const search::Point& point : front.points) points.push_back(to_json(point));
  Json references = Json::object();
  for (const auto& reference : front.references) {
    references[reference.name] = to_json(reference.point);
  }
  return {{"front", (folder / "front.json").string()},
          {"score", front.score_name},
          {"unit", front.score_unit},
          {"verified_by", front.verified_by},
          {"objective", front.objective},
          {"evaluations", front.evaluations},
          {"seconds", front.seconds},
          {"hypervolume", front.history.back().hypervolume},
          {"references", std::move(references)},
          {"points", std::move(points)}};
}

}  // namespace

void print_search(const std::string& network, const Target& target, const search::Scorer& scorer,
                  int processes, Output& output) {
  print_row(output, "network", network);
  print_row(output, "target", target.name + ": " + target.title);
  for (const auto& line : wrapped("score         ", scorer.how())) output.text(line);
  if (processes > 1) print_row(output, "processes", std::to_string(processes));
}

void show_search_progress(const search::SearchState& state, const search::SearchOptions& options,
                          Output& output) {
  const search::Progress& last = state.history.back();
  output.progress("search", last.evaluations, std::max(options.evaluations, last.evaluations),
                  fmt::format("generation {}  {:.3g} a second  front {}  hypervolume {:.4f}",
                              state.history.size() - 1,
                              static_cast<double>(last.evaluations) / std::max(state.seconds, 1e-9),
                              last.front.size(), last.hypervolume));
}

void print_front(const search::Front& front, const std::filesystem::path& folder, Output& output) {
  print_row(output, "evaluations",
            fmt::format("{} in {:.3g} s ({:.3g} a second)", front.evaluations, front.seconds,
                        static_cast<double>(front.evaluations) / std::max(front.seconds, 1e-9)));
  const std::string score = front.score_unit == "%" ? front.score_name : "-loss";
  std::vector<std::vector<std::string>> rows{
      {"point", score, "cycles", "part", "uJ", "bytes", "layers of each precision"}};
  std::vector<Align> columns{Align::left,  Align::right, Align::right, Align::right,
                             Align::right, Align::right, Align::left};
  if (!front.verified_by.empty()) {
    for (const auto& line : wrapped("verified      ", front.verified_by)) output.text(line);
    rows[0].insert(rows[0].begin() + 2, "verified");
    columns.insert(columns.begin() + 2, Align::right);
  }
  for (const auto& reference : front.references) {
    rows.push_back(row(front, reference.name, reference.point));
  }
  const std::size_t count = std::min(front.points.size(), kMostRows);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t index = count < 2 ? i : i * (front.points.size() - 1) / (count - 1);
    rows.push_back(row(front, std::to_string(index), front.points[index]));
  }
  output.text("");
  for (const auto& line : table(columns, rows, "")) output.text(line);
  if (count < front.points.size()) {
    output.text(fmt::format("{} of {} points are shown", count, front.points.size()));
  }
  output.text("");
  print_row(output, "front", (folder / "front.json").string());
  print_row(output, "assignments", (folder / "points").string());
  print_row(output, "report",
            report::is_built() ? (folder / "report.html").string()
                               : "not written: this requant was built without Chart.js");
  output.result(result_of(front, folder));
}

}  // namespace requant::cli
