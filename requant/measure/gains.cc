#include "requant/measure/gains.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "requant/base/error.h"

namespace requant::measure {
namespace {

Gains parse(const std::string& text) {
  const auto json = nlohmann::json::parse(text);
  Gains gains;
  for (const auto& [tensor, values] : json.items()) {
    auto& row = gains[tensor] = values.get<std::vector<double>>();
    for (const double gain : row) {
      if (!std::isfinite(gain) || gain == 0) throw Error("a gain of '" + tensor + "' is not one");
    }
    if (row.empty()) throw Error("'" + tensor + "' has no gains");
  }
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

std::vector<double> gains_of(const Gains& gains, const std::string& tensor) {
  const auto found = gains.find(tensor);
  return found == gains.end() ? std::vector<double>() : found->second;
}

std::string gains_text(const Gains& gains) { return nlohmann::json(gains).dump(); }

}  // namespace requant::measure
