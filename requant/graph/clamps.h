// Tensor::bits as clamps, and clamps as Tensor::bits.
#pragma once

#include <utility>
#include <vector>

#include "requant/graph/graph.h"

namespace requant {

// Whether a clamp behind the node, to a range [first, second] of stored values of its output, would
// change what it computes when the output stored all of its type. `first` says it of the lower
// bound, `second` of the upper one.
std::pair<bool, bool> exceeds(const Graph& graph, const Node& node,
                              std::pair<std::int64_t, std::int64_t> range);

// The same network without Tensor::bits: what an op could store beyond them is held by a maximum
// and a minimum behind it, whose result has the tensor's name. Every named tensor has the same
// values.
Graph with_clamps(Graph graph);

// The reverse: where a maximum and a minimum by constants on one grid leave exactly the values of
// some bits of the type, and nothing else reads what they clamp, they become Tensor::bits.
void fold_clamps(Graph& graph);

// By tensor: a tensor that stands for all that ops which keep the grid tie to it, through equal
// types, bits, scales and zero points.
std::vector<TensorId> tied_grids(const Graph& graph);

}  // namespace requant
