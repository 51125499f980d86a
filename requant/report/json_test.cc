#include "requant/report/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "requant/base/error.h"

namespace requant::report {
namespace {

using Parsed = nlohmann::json;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

SearchPoint point(const std::string& name, double score, std::vector<double> costs,
                  std::vector<LayerBits> bits) {
  SearchPoint result;
  result.name = name;
  result.total.score = score;
  result.total.costs = std::move(costs);
  result.bits = std::move(bits);
  return result;
}

SearchReport two_layers() {
  SearchReport report;
  report.title = "net on chip";
  report.score = {"top-1", "%", ""};
  report.costs = {{"latency", "cycles", "", true}, {"size", "bytes", "", false}};
  report.layers = {{"conv", "conv2d", 1000, true}, {"fc", "fully_connected", 10, false}};
  report.front.push_back(point("0", 91.5, {100, 20}, {{8, 8}, {4, 2}}));
  report.front[0].layer_costs = {{90, 15}, {10, 5}};
  report.references.push_back(point("8 bits", 92, {200, 40}, {{8, 8}, {8, 8}}));
  report.others.push_back({80, {50, 10}});
  report.history.push_back({12, 0.5, {{91, {100, 20}}}});
  report.seed = 18446744073709551615U;
  return report;
}

TEST(SearchJson, PointsHaveTheirBitsAndCostsByLayer) {
  const auto json = Parsed::parse(to_json(two_layers()));
  const auto& point = json["front"][0];
  EXPECT_EQ(point["name"], "0");
  EXPECT_EQ(point["score"], 91.5);
  EXPECT_EQ(point["costs"], Parsed({100, 20}));
  EXPECT_EQ(point["bits"], Parsed::parse("[[8, 8], [4, 2]]"));
  EXPECT_EQ(point["layer_costs"], Parsed::parse("[[90, 15], [10, 5]]"));
  EXPECT_EQ(json["references"][0]["layer_costs"], Parsed::array());
}

TEST(SearchJson, OthersAndHistoryAreScoreThenCosts) {
  const auto json = Parsed::parse(to_json(two_layers()));
  EXPECT_EQ(json["others"], Parsed::parse("[[80, 50, 10]]"));
  EXPECT_EQ(json["history"][0]["front"], Parsed::parse("[[91, 100, 20]]"));
  EXPECT_EQ(json["history"][0]["evaluations"], 12);
}

TEST(SearchJson, AxesAndLayersAreNamed) {
  const auto json = Parsed::parse(to_json(two_layers()));
  EXPECT_EQ(json["costs"][1]["unit"], "bytes");
  EXPECT_EQ(json["costs"][1]["objective"], false);
  EXPECT_EQ(json["layers"][0]["pinned"], true);
  EXPECT_EQ(json["layers"][1]["kind"], "fully_connected");
}

TEST(SearchJson, SeedKeepsAllItsDigits) {
  EXPECT_EQ(Parsed::parse(to_json(two_layers()))["seed"], "18446744073709551615");
}

TEST(SearchJson, NumbersThatAreNoneAreNull) {
  auto report = two_layers();
  report.front[0].total.score = std::nan("");
  report.others[0].costs[0] = kInfinity;
  const auto json = Parsed::parse(to_json(report));
  EXPECT_TRUE(json["front"][0]["score"].is_null());
  EXPECT_TRUE(json["others"][0][1].is_null());
}

TEST(SearchJson, BytesThatAreNoTextAreReplaced) {
  auto report = two_layers();
  report.layers[0].name = "a\xff";
  EXPECT_EQ(Parsed::parse(to_json(report))["layers"][0]["name"], "a\xef\xbf\xbd");
}

void expect_refused(const SearchReport& report, const std::string& part) {
  try {
    search_html(report);
    FAIL() << part;
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::internal);
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

TEST(SearchPage, ListsThatDoNotBelongTogetherAreNamed) {
  auto report = two_layers();
  report.front[0].bits.pop_back();
  expect_refused(report, "the point '0' has 1 layers with bits instead of 2");
  report = two_layers();
  report.references[0].total.costs.push_back(1);
  expect_refused(report, "the point '8 bits' has 3 costs instead of 2");
  report = two_layers();
  report.front[0].layer_costs[1].clear();
  expect_refused(report, "a layer of the point '0' has 0 costs instead of 2");
  report = two_layers();
  report.history[0].front[0].costs.clear();
  expect_refused(report, "a point of a generation has 0 costs instead of 2");
}

TEST(SearchPage, NeedsAFrontAndACost) {
  auto report = two_layers();
  report.front.clear();
  expect_refused(report, "its front has no points");
  report = two_layers();
  report.costs.clear();
  expect_refused(report, "it has no costs");
}

TEST(ConvertJson, MissingFiguresAreNullAndEqualOnesExact) {
  ConvertReport report;
  ConvertedTarget target;
  target.name = "chip";
  target.sqnr_db = kInfinity;
  target.layers = {{"conv", "conv2d", kInfinity, 100, 0},
                   {"fc", "fully_connected", 21.5, 90, std::nan("")}};
  target.passes = {{"naive", "no pass", 90.0, 10.5, ""}, {"fit", "fits", {}, {}, "no memory"}};
  report.targets = {target};
  const auto json = Parsed::parse(to_json(report))["targets"][0];
  EXPECT_EQ(json["sqnr_db"], "exact");
  EXPECT_TRUE(json["agreement"].is_null());
  EXPECT_TRUE(json["top1_result"].is_null());
  EXPECT_EQ(json["layers"][0]["sqnr_db"], "exact");
  EXPECT_EQ(json["layers"][1]["sqnr_db"], 21.5);
  EXPECT_TRUE(json["layers"][1]["max_lsb"].is_null());
  EXPECT_EQ(json["passes"][0]["sqnr_db"], 10.5);
  EXPECT_EQ(json["passes"][1]["failure"], "no memory");
}

TEST(ConvertPage, NeedsATarget) { EXPECT_THROW(convert_html({}), Error); }

}  // namespace
}  // namespace requant::report
