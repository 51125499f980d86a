#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "requant/base/error.h"
#include "requant/precision/file.h"

namespace requant::precision {
namespace {

using Json = nlohmann::ordered_json;

std::optional<int> width_of(const Json& layer, const char* key, const std::string& where) {
  const auto found = layer.find(key);
  if (found == layer.end()) return std::nullopt;
  if (!found->is_number_integer()) {
    throw Error(where + ": '" + key + "' is no whole number of bits");
  }
  return found->get<int>();
}

std::string place(const std::filesystem::path& path, const std::string& layer) {
  return path.string() + ", layer '" + layer + "'";
}

}  // namespace

std::vector<StatedPrecision> read_stated_precisions(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw Error(path.string() + ": cannot be opened; name a file of an assignment");
  const Json json = Json::parse(file, nullptr, false);
  if (!json.is_object() || !json.contains("layers") || !json["layers"].is_array()) {
    throw Error(path.string() +
                ": it is no assignment, which is JSON like "
                "{\"layers\": [{\"name\": \"conv1\", \"weights\": 4, \"activations\": 4}]}");
  }
  std::vector<StatedPrecision> stated;
  for (const Json& layer : json["layers"]) {
    const bool named = layer.is_object() && layer.contains("name") && layer["name"].is_string();
    if (!named) throw Error(path.string() + ": a layer has no 'name'");
    const auto name = layer["name"].get<std::string>();
    stated.push_back({name, width_of(layer, "weights", place(path, name)),
                      width_of(layer, "activations", place(path, name))});
  }
  return stated;
}

PrecisionAssignment read_assignment(const std::filesystem::path& path, const Tables& tables) {
  PrecisionAssignment assignment = uniform(tables, kMaxBits);
  for (const StatedPrecision& stated : read_stated_precisions(path)) {
    const auto found = std::ranges::find(tables.layers, stated.layer, &LayerTables::name);
    if (found == tables.layers.end()) {
      throw Error(path.string() + ": the network has no layer '" + stated.layer +
                  "'; `requant inspect` lists them");
    }
    Precision& precision =
        assignment.layers[static_cast<std::size_t>(found - tables.layers.begin())];
    if (stated.weights) precision.weights = *stated.weights;
    if (stated.activations) precision.activations = *stated.activations;
  }
  try {
    check(tables, assignment);
  } catch (const Error& error) {
    throw Error(path.string() + ": " + error.what());
  }
  return assignment;
}

std::string to_json(const PrecisionAssignment& assignment, const Tables& tables) {
  Json layers = Json::array();
  for (std::size_t i = 0; i < assignment.layers.size(); ++i) {
    layers.push_back({{"name", tables.layers[i].name},
                      {"weights", assignment.layers[i].weights},
                      {"activations", assignment.layers[i].activations}});
  }
  return Json{{"layers", std::move(layers)}}.dump(2) + "\n";
}

}  // namespace requant::precision
