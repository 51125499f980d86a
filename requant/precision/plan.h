// How a float network falls into layers and quantized activations: what the trainer imitates and
// the lowering builds.
#pragma once

#include <string>
#include <vector>

#include "requant/graph/graph.h"

namespace requant::precision {

// A node with weights and what follows it alone: batch normalization and relu or relu6.
struct Layer {
  std::string name;  // of the weighted node's output
  NodeId node = -1;
  NodeId batch_norm = -1;  // -1: none
  NodeId activation = -1;
  TensorId input = kNoTensor;   // the activation that it reads
  TensorId output = kNoTensor;  // of the last of its nodes
};

// Activations that share one grid: those linked by ops that keep it (max_pool2d, reshape, ...).
struct Activations {
  TensorId root = kNoTensor;  // the first of them
  bool is_signed = true;      // false: no negative values (after relu)
  // The layer that alone reads them, whose own grids they are then stored on; -1: a stream, which
  // has one grid of 8 bits for all that read it. A layer that reads a stream with fewer bits
  // requantizes it first.
  int reader = -1;
};

struct Plan {
  std::vector<Layer> layers;             // in the order of the graph's nodes
  std::vector<Activations> activations;  // in the order in which they are computed
  // By tensor: the index in `activations`; -1 for constants and tensors inside of a layer.
  std::vector<int> activations_of;
  // By node: the layer that it belongs to, or -1; for add and sub with a relu that follows alone,
  // the relu is theirs (`fused_into`).
  std::vector<int> layer_of;
  std::vector<NodeId> fused_into;  // by node: the node that computes it as well; -1: none

  const Activations& of(TensorId tensor) const {
    return activations[static_cast<std::size_t>(activations_of[static_cast<std::size_t>(tensor)])];
  }
  // Whether the layer reads a stream, so that its input has no grid of its own at 8 bits.
  bool reads_stream(const Layer& layer) const { return of(layer.input).reader < 0; }
};

// Throws Error that names the node where the graph is not one of floating point with one input and
// one output, or holds an op that multi-precision networks do not have: they are made of conv2d,
// depthwise_conv2d, fully_connected, batch_norm after those, relu and relu6 after those or an add,
// add, max_pool2d, average_pool2d, mean, reshape, pad.
Plan make_plan(const Graph& graph);

}  // namespace requant::precision
