// Network files: an ordinary float model of any format that keeps metadata, which carries the
// tables in the entry "requant.network" (docs/network-format.md).
#pragma once

#include <filesystem>

#include "requant/precision/network.h"

namespace requant::precision {

// The entry's version that this program writes; it reads no other.
inline constexpr int kNetworkVersion = 1;

// Whether the model carries tables.
bool is_network(const Model& model);
// Throws Error that names the layer and the entry for each fault of the tables.
Network read_network(Model model);
// The model with the tables as metadata, in place of those it may have.
Model with_tables(Model model, const Tables& tables);

// What the JSON of an assignment states of a layer.
struct StatedPrecision {
  std::string layer;
  std::optional<int> weights;
  std::optional<int> activations;
};
// Throws Error that names the file and, where it is one, the layer.
std::vector<StatedPrecision> read_stated_precisions(const std::filesystem::path& path);

// An assignment as JSON: {"layers": [{"name": ..., "weights": 4, "activations": 4}, ...]}; layers
// that are left out are as the widest of the network. Throws Error that names file and layer.
PrecisionAssignment read_assignment(const std::filesystem::path& path, const Tables& tables);
std::string to_json(const PrecisionAssignment& assignment, const Tables& tables);

}  // namespace requant::precision
