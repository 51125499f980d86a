// What keeps a graph from running on a target as it is, item by item and grouped.
#pragma once

#include <string>
#include <vector>

#include "requant/target/target.h"

namespace requant {

enum class ObstacleKind {
  op,                     // the target has no such op
  floating_point,         // an op that the target runs in integers computes in floating point
  activation_type,        // a storage type that the target has not for activations
  activation_zero_point,  // a zero point that the target does not take
  activation_scale,       // a scale that is no power of two
  weight_type,            //
  weight_zero_point,      //
  weight_scale,           //
  weight_granularity,     // one scale a channel where the target takes one a tensor
  weight_range,           // the lowest value of the type, which the target does not take
  bias_width,             // a bias that needs more bits
  multiplier,             // an effective scale that is no power of two
  shift,                  // a right shift that the target has not
};

// One tensor or node that does not fit.
struct Obstacle {
  ObstacleKind kind = ObstacleKind::op;
  NodeId node = -1;             // the node, or the first one that uses the tensor
  TensorId tensor = kNoTensor;  // the tensor, where it is one
  std::string found;            // "zero point 122"
};

// All obstacles, in the order of the kinds, then of the nodes. The effective scales of conv2d,
// depthwise_conv2d, fully_connected, add, sub, mul, mean, relu, leaky_relu, concat and
// average_pool2d count as multipliers; a scale is a power of two within 1e-6 of it.
// Tensors that only host ops, quantize, dequantize (and the user) touch are exempt. Where a type is
// wrong but another of its width exists, zero points are compared as if the values were moved to
// it. The graph is verified.
std::vector<Obstacle> find_obstacles(const Graph& graph, const Target& target);

// Obstacles of one kind: "36 weight tensors have a zero point other than 0".
struct ObstacleGroup {
  ObstacleKind kind = ObstacleKind::op;
  int count = 0;
  std::string what;   // the sentence, without a full stop
  std::string first;  // "node 3 conv2d 'x', zero point 122"; long names are shortened
};
std::vector<ObstacleGroup> grouped(const std::vector<Obstacle>& obstacles, const Graph& graph,
                                   const Target& target);

}  // namespace requant
