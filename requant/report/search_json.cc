#include "requant/report/json.h"
#include "requant/report/json_values.h"

namespace requant::report {
namespace {

// [score, cost, cost, ...]
Json scored_json(const ScoredCosts& scored) {
  Json json = Json::array({scored.score});
  for (const double cost : scored.costs) json.push_back(cost);
  return json;
}

Json scored_list_json(const std::vector<ScoredCosts>& all) {
  Json json = Json::array();
  for (const auto& scored : all) json.push_back(scored_json(scored));
  return json;
}

Json points_json(const std::vector<SearchPoint>& points) {
  Json json = Json::array();
  for (const auto& point : points) {
    Json bits = Json::array();
    for (const auto& layer : point.bits) {
      bits.push_back(Json::array({layer.weights, layer.activations}));
    }
    json.push_back({{"name", point.name},
                    {"score", point.total.score},
                    {"verified", number_json(point.verified)},
                    {"costs", point.total.costs},
                    {"bits", std::move(bits)},
                    {"layer_costs", point.layer_costs}});
  }
  return json;
}

Json axes_json(const std::vector<CostAxis>& axes) {
  Json json = Json::array();
  for (const auto& axis : axes) {
    json.push_back({{"name", axis.name},
                    {"unit", axis.unit},
                    {"explanation", axis.explanation},
                    {"objective", axis.objective}});
  }
  return json;
}

Json layers_json(const std::vector<SearchLayer>& layers) {
  Json json = Json::array();
  for (const auto& layer : layers) {
    json.push_back({{"name", layer.name},
                    {"kind", layer.kind},
                    {"macs", layer.macs},
                    {"pinned", layer.is_pinned}});
  }
  return json;
}

Json history_json(const std::vector<SearchGeneration>& history) {
  Json json = Json::array();
  for (const auto& generation : history) {
    json.push_back({{"evaluations", generation.evaluations},
                    {"hypervolume", generation.hypervolume},
                    {"front", scored_list_json(generation.front)}});
  }
  return json;
}

}  // namespace

std::string to_json(const SearchReport& r) {
  return written(
      {{"title", r.title},
       {"network", r.network},
       {"target", r.target},
       {"target_title", r.target_title},
       {"front_file", r.front_file},
       {"score",
        {{"name", r.score.name}, {"unit", r.score.unit}, {"explanation", r.score.explanation}}},
       {"costs", axes_json(r.costs)},
       {"layers", layers_json(r.layers)},
       {"front", points_json(r.front)},
       {"references", points_json(r.references)},
       {"others", scored_list_json(r.others)},
       {"history", history_json(r.history)},
       {"hypervolume_reference", r.hypervolume_reference},
       {"scored_by", r.scored_by},
       {"verified_by", r.verified_by},
       {"seed", std::to_string(r.seed)},  // a number of JavaScript holds 53 bits
       {"evaluations", r.evaluations},
       {"seconds", r.seconds},
       {"command", r.command},
       {"versions", facts_json(r.versions)},
       {"facts", facts_json(r.facts)}});
}

}  // namespace requant::report
