#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "requant/base/error.h"
#include "requant/precision/file.h"

namespace requant::precision {
namespace {

using Json = nlohmann::ordered_json;

int width_of(const Json& layer, const char* key, int fallback, const std::string& where) {
  const auto found = layer.find(key);
  if (found == layer.end()) return fallback;
  if (!found->is_number_integer()) {
    throw Error(where + ": '" + key + "' is no whole number of bits");
  }
  return found->get<int>();
}

}  // namespace

PrecisionAssignment read_assignment(const std::filesystem::path& path, const Tables& tables) {
  std::ifstream file(path);
  if (!file) throw Error(path.string() + ": cannot be opened; name a file of an assignment");
  const Json json = Json::parse(file, nullptr, false);
  if (!json.is_object() || !json.contains("layers") || !json["layers"].is_array()) {
    throw Error(path.string() +
                ": it is no assignment, which is JSON like "
                "{\"layers\": [{\"name\": \"conv1\", \"weights\": 4, \"activations\": 4}]}");
  }
  PrecisionAssignment assignment = uniform(tables, kMaxBits);
  for (const Json& layer : json["layers"]) {
    const bool named = layer.is_object() && layer.contains("name") && layer["name"].is_string();
    const std::string name = named ? layer["name"].get<std::string>() : "";
    const auto found = std::ranges::find(tables.layers, name, &LayerTables::name);
    if (found == tables.layers.end()) {
      throw Error(path.string() + ": the network has no layer '" + name +
                  "'; `requant inspect` lists them");
    }
    Precision& precision =
        assignment.layers[static_cast<std::size_t>(found - tables.layers.begin())];
    const std::string where = path.string() + ", layer '" + name + "'";
    precision.weights = width_of(layer, "weights", precision.weights, where);
    precision.activations = width_of(layer, "activations", precision.activations, where);
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
