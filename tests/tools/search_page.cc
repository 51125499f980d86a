// search_page OUTPUT.html [SUFFIX]
//
// Writes the report of a search that never was: 22 layers, a front of 30 points, 40 generations, 3
// costs; SUFFIX is put behind every name.
#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "requant/base/random.h"
#include "requant/base/write_file.h"
#include "requant/report/search_report.h"
#include "tests/tools/tool.h"

namespace requant {
namespace {

using report::LayerBits;
using report::ScoredCosts;
using report::SearchPoint;
using report::SearchReport;

constexpr std::size_t kLayers = 22;
constexpr std::size_t kFront = 30;
constexpr int kGenerations = 40;
constexpr int kPopulation = 48;

std::vector<report::SearchLayer> layers(const std::string& suffix) {
  std::vector<report::SearchLayer> result;
  for (std::size_t i = 0; i < kLayers; ++i) {
    const bool is_end = i == 0 || i + 1 == kLayers;
    const std::int64_t macs = i == 0 ? 442368 : is_end ? 640 : 2359296 / (i % 7 == 0 ? 2 : 1);
    result.push_back({"stage" + std::to_string(1 + i / 7) + "/conv" + std::to_string(i) + suffix,
                      i + 1 == kLayers ? "fully_connected" : "conv2d", macs, is_end});
  }
  return result;
}

// Costs of a layer: cycles, energy in pJ, bytes.
std::vector<double> layer_costs(const report::SearchLayer& layer, const LayerBits& bits) {
  const auto macs = static_cast<double>(layer.macs);
  const double both = bits.weights * bits.activations;
  return {std::ceil(macs / 512 * both / 64), macs * (0.05 * both / 64 + 0.01),
          std::ceil(macs / 512 * bits.weights / 8)};
}

// What is lost grows with each bit that is taken away, and as the first layers lose most.
double score(const std::vector<LayerBits>& bits) {
  double lost = 0;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    lost += (std::exp2(-bits[i].weights) + std::exp2(-bits[i].activations)) /
            (2 + 0.15 * static_cast<double>(i));
  }
  return std::round((92.4 - 0.9 * lost) * 100) / 100;
}

SearchPoint make_point(const SearchReport& report, std::string name, std::vector<LayerBits> bits) {
  SearchPoint point;
  point.name = std::move(name);
  point.total = {score(bits), std::vector<double>(3, 0.0)};
  point.verified = point.total.score - 0.25;
  point.bits = bits;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    point.layer_costs.push_back(layer_costs(report.layers[i], bits[i]));
    for (std::size_t c = 0; c < 3; ++c) point.total.costs[c] += point.layer_costs.back()[c];
  }
  return point;
}

std::vector<LayerBits> uniform(int bits) {
  std::vector<LayerBits> result(kLayers, {bits, bits});
  result.front() = result.back() = {8, 8};
  return result;
}

std::vector<LayerBits> drawn(Random& random, int favourite) {
  static constexpr std::array<int, 3> kWidths{8, 4, 2};
  const auto draw = [&] {
    const bool is_favourite = random.integer(0, 2) > 0;
    return kWidths[static_cast<std::size_t>(is_favourite ? favourite : random.integer(0, 2))];
  };
  auto result = uniform(8);
  for (std::size_t i = 1; i + 1 < kLayers; ++i) result[i] = {draw(), draw()};
  return result;
}

// Those that no other one beats in both score and the first cost, cheapest first.
std::vector<SearchPoint> front_of(std::vector<SearchPoint> points) {
  std::sort(points.begin(), points.end(), [](const SearchPoint& a, const SearchPoint& b) {
    if (a.total.costs[0] != b.total.costs[0]) return a.total.costs[0] < b.total.costs[0];
    return a.total.score > b.total.score;
  });
  std::vector<SearchPoint> front;
  for (auto& point : points) {
    if (front.empty() || point.total.score > front.back().total.score) front.push_back(point);
  }
  return front;
}

std::vector<ScoredCosts> totals(const std::vector<SearchPoint>& points) {
  std::vector<ScoredCosts> result;
  for (const auto& point : points) result.push_back(point.total);
  return result;
}

// Of a front, cheapest first, over the reference point of 85 % and 100,000 cycles.
double hypervolume(const std::vector<SearchPoint>& front) {
  double volume = 0;
  double below = 85;
  for (const auto& point : front) {
    volume += (point.total.score - below) * (1e5 - point.total.costs[0]);
    below = point.total.score;
  }
  return volume;
}

void search(SearchReport& report) {
  Random random(7);
  std::vector<SearchPoint> found = report.references;
  for (int g = 0; g < kGenerations; ++g) {
    for (int i = 0; i < kPopulation; ++i) {
      found.push_back(make_point(report, "", drawn(random, i % 3)));
      report.others.push_back(found.back().total);
    }
    found = front_of(std::move(found));
    report.history.push_back(
        {static_cast<std::size_t>((g + 1) * kPopulation), hypervolume(found), totals(found)});
  }
  for (std::size_t k = 0; k < kFront; ++k) {
    report.front.push_back(found[k * (found.size() - 1) / (kFront - 1)]);
  }
  for (std::size_t k = 0; k < report.front.size(); ++k) report.front[k].name = std::to_string(k);
}

SearchReport make_report(const std::string& suffix) {
  SearchReport report;
  report.title = "resnet20 on bitfusion" + suffix;
  report.network = "resnet20.onnx" + suffix;
  report.target = "bitfusion" + suffix;
  report.target_title = "An array of 8-, 4- and 2-bit multipliers" + suffix;
  report.front_file = "out/front.json" + suffix;
  report.score = {"top-1", "%",
                  "Top-1 is the share of images whose greatest score is their label's."};
  report.costs = {{"latency", "cycles", "Compute and memory traffic, layer after layer.", true},
                  {"energy", "pJ", "Multiplications and memory accesses.", true},
                  {"size", "bytes", "Weights as they are stored.", false}};
  report.layers = layers(suffix);
  for (const int bits : {8, 4, 2}) {
    report.references.push_back(
        make_point(report, std::to_string(bits) + " bits uniform" + suffix, uniform(bits)));
  }
  search(report);
  report.hypervolume_reference = "top-1 85 %, 100,000 cycles" + suffix;
  report.scored_by = "Top-1 on 5,000 images, in the integer arithmetic of the target." + suffix;
  report.verified_by = "Top-1 on 4,000 other images" + suffix + ".";
  report.seed = 1;
  report.evaluations = report.others.size() + report.references.size();
  report.seconds = 171.3;
  report.command = "requant search resnet20.onnx --target bitfusion -o out" + suffix;
  report.versions = {{"requant", "0.1.0"}, {"pagmo", "2.18.0"}};
  report.facts = {{"Processes", "2" + suffix}};
  return report;
}

}  // namespace
}  // namespace requant

int main(int argc, char** argv) {
  return requant::test::run_tool(
      argc, argv, 1, 2, "search_page OUTPUT.html [SUFFIX]", [&](char** arguments) {
        const std::string suffix = argc > 2 ? arguments[2] : "";
        const std::string html = requant::report::search_html(requant::make_report(suffix));
        requant::write_file(arguments[1], std::as_bytes(std::span(html)));
      });
}
