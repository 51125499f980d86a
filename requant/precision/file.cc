#include "requant/precision/file.h"

#include <algorithm>

#include "requant/base/error.h"
#include "requant/precision/tables_json.h"

namespace requant::precision {
namespace {

constexpr const char* kEntry = "requant.network";

}  // namespace

bool is_network(const Model& model) {
  return std::ranges::any_of(model.metadata,
                             [](const auto& entry) { return entry.first == kEntry; });
}

Network read_network(Model model) {
  const auto entry =
      std::ranges::find_if(model.metadata, [](const auto& one) { return one.first == kEntry; });
  if (entry == model.metadata.end()) {
    throw Error("this model is no network of many precisions: it has no metadata '" +
                std::string(kEntry) + "'; `requant train` makes such networks");
  }
  Network network;
  network.plan = make_plan(model.graph);
  network.tables = read_tables(entry->second, model.graph, network.plan,
                               "metadata '" + std::string(kEntry) + "'");
  network.model = std::move(model);
  return network;
}

Model with_tables(Model model, const Tables& tables) {
  std::erase_if(model.metadata, [](const auto& entry) { return entry.first == kEntry; });
  model.metadata.emplace_back(kEntry, to_json(tables));
  return model;
}

}  // namespace requant::precision
