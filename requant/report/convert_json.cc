#include "requant/report/json.h"
#include "requant/report/json_values.h"

namespace requant::report {
namespace {

Json tensors_json(const std::vector<TensorError>& layers) {
  Json json = Json::array();
  for (const auto& layer : layers) {
    json.push_back({{"tensor", layer.tensor},
                    {"op", layer.op},
                    {"sqnr_db", decibels_json(layer.sqnr_db)},
                    {"exact", layer.exact},
                    {"max_lsb", layer.max_lsb}});
  }
  return json;
}

Json passes_json(const std::vector<PassEffect>& passes) {
  Json json = Json::array();
  for (const auto& pass : passes) {
    json.push_back({{"pass", pass.pass},
                    {"what", pass.what},
                    {"agreement", number_json(pass.agreement)},
                    {"sqnr_db", decibels_json(pass.sqnr_db)},
                    {"failure", pass.failure}});
  }
  return json;
}

Json target_json(const ConvertedTarget& t) {
  return {{"name", t.name},
          {"title", t.title},
          {"scheme", t.scheme},
          {"file", t.file},
          {"seconds", t.seconds},
          {"problems", t.problems},
          {"agreement", number_json(t.agreement)},
          {"agreement_of", t.agreement_of},
          {"sqnr_db", decibels_json(t.sqnr_db)},
          {"sqnr_of", t.sqnr_of},
          {"top1_source", number_json(t.top1_source)},
          {"top1_result", number_json(t.top1_result)},
          {"inputs", t.inputs},
          {"end", t.end},
          {"layers", tensors_json(t.layers)},
          {"pass_inputs", t.pass_inputs},
          {"passes", passes_json(t.passes)}};
}

}  // namespace

std::string to_json(const ConvertReport& r) {
  Json targets = Json::array();
  for (const auto& target : r.targets) targets.push_back(target_json(target));
  return written({{"title", r.title},
                  {"model", r.model},
                  {"source_target", r.source_target},
                  {"source_scheme", r.source_scheme},
                  {"targets", std::move(targets)},
                  {"seconds", r.seconds},
                  {"command", r.command},
                  {"versions", facts_json(r.versions)},
                  {"facts", facts_json(r.facts)}});
}

}  // namespace requant::report
