#include "requant/measure/change.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "requant/base/error.h"

namespace requant::measure {
namespace {

constexpr const char* kGains = "requant.gains";
constexpr const char* kOffsets = "requant.offsets";

bool is_gain(double value) { return std::isfinite(value) && value != 0; }

void read_gains(const Graph& graph, const nlohmann::json& json, Changes& changes) {
  for (const auto& [tensor, values] : json.items()) {
    auto gain = values.get<std::vector<double>>();
    const TensorId id = graph.find(tensor);
    const bool fits = gain.size() == 1 || id == kNoTensor ||
                      static_cast<std::int64_t>(gain.size()) == graph.tensor(id).shape.last();
    if (gain.empty() || !fits || !std::all_of(gain.begin(), gain.end(), is_gain)) {
      throw Error("the gains of tensor '" + tensor + "' do not fit it");
    }
    changes[tensor].gain = std::move(gain);
  }
}

void read_offsets(const nlohmann::json& json, Changes& changes) {
  for (const auto& [tensor, value] : json.items()) {
    const auto offset = value.get<double>();
    if (!std::isfinite(offset)) throw Error("the offset of tensor '" + tensor + "' is not one");
    changes[tensor].offset = offset;
  }
}

}  // namespace

Changes read_changes(const Model& model) {
  Changes changes;
  for (const auto& [entry, text] : model.metadata) {
    if (entry != kGains && entry != kOffsets) continue;
    try {
      const auto json = nlohmann::json::parse(text);
      if (entry == kGains) {
        read_gains(model.graph, json, changes);
      } else {
        read_offsets(json, changes);
      }
    } catch (const std::exception& error) {
      throw Error("the model's metadata '" + entry + "' is damaged: " + error.what());
    }
  }
  return changes;
}

std::vector<std::pair<std::string, std::string>> change_entries(const Changes& changes) {
  auto gains = nlohmann::json::object();
  auto offsets = nlohmann::json::object();
  for (const auto& [tensor, change] : changes) {
    const auto& gain = change.gain;
    if (std::any_of(gain.begin(), gain.end(), [](double g) { return g != 1; })) {
      gains[tensor] = gain;
    }
    if (change.offset != 0) offsets[tensor] = change.offset;
  }
  std::vector<std::pair<std::string, std::string>> entries;
  if (!gains.empty()) entries.emplace_back(kGains, gains.dump());
  if (!offsets.empty()) entries.emplace_back(kOffsets, offsets.dump());
  return entries;
}

Change change_of(const Changes& changes, const std::string& tensor) {
  const auto found = changes.find(tensor);
  return found == changes.end() ? Change{} : found->second;
}

}  // namespace requant::measure
