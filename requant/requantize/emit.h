// From a draft to a graph of the target.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "requant/graph/graph.h"
#include "requant/requantize/draft.h"
#include "requant/target/target.h"

namespace requant::requantize {

// One node of the source and what stands for it in the result.
struct Step {
  NodeId source = -1;
  std::vector<NodeId> result;  // in order
  NodeId weighted = -1;        // the one with weights, or -1
  TensorId layer = kNoTensor;  // key of Draft::layers
};

// The result without its weights: activations have the grids of the plan; borders that pad an
// offset grid, and clamps that neither the grid nor a fused activation makes, are nodes of their
// own. Weights and biases are constants of the right types without data, for set_layer.
struct Skeleton {
  Graph graph;
  std::vector<Step> steps;  // in the order of the source
};

Skeleton emit(const Draft& draft, const Target& target);

// What the result's layer stores: rows x cols integers (without the zero point) and a bias in units
// of s_x s_w.
struct LayerIntegers {
  std::vector<std::int64_t> weights;
  std::vector<float> scale;  // one, or one a row
  std::vector<std::int64_t> bias;
};

// Stores them in the constants of the node.
void set_layer(Graph& graph, NodeId id, const Layer& layer, const LayerIntegers& integers,
               const Target& target);

}  // namespace requant::requantize
