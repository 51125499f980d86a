#include <nlohmann/json.hpp>

#include "requant/precision/base64.h"
#include "requant/precision/file.h"
#include "requant/precision/tables_json.h"

namespace requant::precision {
namespace {

using Json = nlohmann::ordered_json;

Json by_bits(const std::map<int, float>& steps) {
  Json json = Json::object();
  for (const auto& [bits, step] : steps) json[std::to_string(bits)] = step;
  return json;
}

Json to_json(const StatisticsRule& rule) {
  Json terms = Json::array();
  for (const StatisticsTerm& term : rule.terms) {
    terms.push_back({{"layer", term.layer},
                     {"of", term.of_weights ? "weights" : "activations"},
                     {"bits", term.bits},
                     {"mean", to_base64(term.mean)},
                     {"log_variance", to_base64(term.log_variance)}});
  }
  return {{"mean", to_base64(rule.mean)},
          {"log_variance", to_base64(rule.log_variance)},
          {"terms", std::move(terms)}};
}

Json to_json(const LayerTables& layer) {
  Json json = {{"name", layer.name},
               {"weight_bits", layer.weight_bits},
               {"activation_bits", layer.activation_bits},
               {"weight_step", by_bits(layer.weight_step)},
               {"input_step", by_bits(layer.input_step)}};
  if (!layer.affine.empty()) {
    Json norms = Json::object();
    for (const auto& [bits, affine] : layer.affine) {
      norms[std::to_string(bits)] = {{"gain", to_base64(affine.gain)},
                                     {"bias", to_base64(affine.bias)}};
    }
    json["batch_norm"] = std::move(norms);
    json["statistics"] = to_json(layer.statistics);
  }
  Json sensitivity = Json::array();
  for (const auto& [precision, loss] : layer.sensitivity) {
    sensitivity.push_back(
        {{"weights", precision.weights}, {"activations", precision.activations}, {"loss", loss}});
  }
  json["sensitivity"] = std::move(sensitivity);
  return json;
}

Json to_json(const MeasuredStatistics& measured) {
  Json widths = Json::array();
  for (const Precision& layer : measured.assignment.layers) {
    widths.push_back({layer.weights, layer.activations});
  }
  Json layers = Json::array();
  for (const Statistics& layer : measured.layers) {
    layers.push_back(layer.mean.empty() ? Json(nullptr)
                                        : Json{{"mean", to_base64(layer.mean)},
                                               {"variance", to_base64(layer.variance)}});
  }
  return {{"assignment", std::move(widths)}, {"layers", std::move(layers)}};
}

}  // namespace

std::string to_json(const Tables& tables) {
  Json json = {{"version", kNetworkVersion},
               {"storage", tables.storage == WeightStorage::nested ? "nested" : "independent"},
               {"input",
                {{"scale", tables.input_scale},
                 {"zero_point", tables.input_zero_point},
                 {"mean", tables.normalization.mean},
                 {"std", tables.normalization.std}}}};
  json["streams"] = Json::array();
  for (const StreamTable& stream : tables.streams) {
    json["streams"].push_back({{"tensor", stream.tensor}, {"step", stream.step}});
  }
  json["layers"] = Json::array();
  for (const LayerTables& layer : tables.layers) json["layers"].push_back(to_json(layer));
  json["measured"] = Json::array();
  for (const MeasuredStatistics& one : tables.measured) json["measured"].push_back(to_json(one));
  json["notes"] = Json::object();
  for (const auto& [name, text] : tables.notes) json["notes"][name] = text;
  return json.dump();
}

}  // namespace requant::precision
