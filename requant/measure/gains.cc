#include "requant/measure/gains.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "requant/base/error.h"

namespace requant::measure {
namespace {

TensorGain parse_gain(const std::string& tensor, const nlohmann::json& json) {
  TensorGain gain;
  gain.factor = (json.is_object() ? json.at("gains") : json).get<std::vector<double>>();
  if (json.is_object()) gain.offset = json.at("offset").get<double>();
  for (const double factor : gain.factor) {
    if (!std::isfinite(factor) || factor == 0) throw Error("a gain of '" + tensor + "' is not one");
  }
  if (gain.factor.empty()) throw Error("'" + tensor + "' has no gains");
  if (!std::isfinite(gain.offset)) throw Error("the offset of '" + tensor + "' is not finite");
  return gain;
}

Gains parse(const std::string& text) {
  const auto json = nlohmann::json::parse(text);
  Gains gains;
  for (const auto& [tensor, values] : json.items()) gains[tensor] = parse_gain(tensor, values);
  return gains;
}

}  // namespace

Gains read_gains(const Model& model) {
  for (const auto& [entry, text] : model.metadata) {
    if (entry != kGainsEntry) continue;
    try {
      return parse(text);
    } catch (const std::exception& error) {
      throw Error("the model's metadata '" + entry + "' is damaged: " + error.what());
    }
  }
  return {};
}

TensorGain gains_of(const Gains& gains, const std::string& tensor) {
  const auto found = gains.find(tensor);
  return found == gains.end() ? TensorGain() : found->second;
}

std::string gains_text(const Gains& gains) {
  auto json = nlohmann::json::object();
  for (const auto& [tensor, gain] : gains) {
    const std::vector<double> factor = gain.factor.empty() ? std::vector{1.0} : gain.factor;
    if (gain.offset == 0) {
      json[tensor] = factor;
    } else {
      json[tensor] = {{"gains", factor}, {"offset", gain.offset}};
    }
  }
  return json.dump();
}

}  // namespace requant::measure
