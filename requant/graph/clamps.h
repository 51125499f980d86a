// Tensor::bits as clamps, and clamps as Tensor::bits.
#pragma once

#include <cstdint>
#include <vector>

#include "requant/graph/graph.h"

namespace requant {

// The stored values that a tensor takes, both ends included.
struct StoredValues {
  std::int64_t min = 0;
  std::int64_t max = 0;
};
// By tensor of a graph; min > max where a tensor is not of an integer type.
std::vector<StoredValues> stored_values(const Graph& graph);

// The same network without Tensor::bits: what an op could store beyond `values` (by tensor of the
// graph) is held by a maximum and a minimum behind it, whose result has the tensor's name. An op
// whose own range, activation or inputs keep it within them gets none.
Graph with_clamps(Graph graph, std::vector<StoredValues> values);
// The same with the values that Tensor::bits leave. Every named tensor keeps its values.
Graph with_clamps(Graph graph);

// The reverse: where a maximum and a minimum by constants on one grid leave exactly the values of
// some bits of the type, and nothing else reads what they clamp, they become Tensor::bits.
void fold_clamps(Graph& graph);

// By tensor: a tensor that stands for all that ops which keep the grid tie to it, through equal
// types, bits, scales and zero points.
std::vector<TensorId> tied_grids(const Graph& graph);

}  // namespace requant
