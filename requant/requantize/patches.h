// Samples of what a layer reads: rows of an im2col matrix.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "requant/graph/graph.h"

namespace requant::requantize {

// The window of a convolution; null where the op has none.
template <typename AnyOp>
auto window_of(AnyOp& op) -> decltype(&std::get<Conv2d>(op).window) {
  if (auto* conv = std::get_if<Conv2d>(&op)) return &conv->window;
  if (auto* depthwise = std::get_if<DepthwiseConv2d>(&op)) return &depthwise->window;
  return nullptr;
}

// Row p: the real input values under the window at one output position, in the storage order of a
// weight row (HWI; for depthwise HWC, all channels). Padding reads real zero.
using PatchMatrix = Eigen::MatrixXf;

// Output positions at which a layer is looked at: image, and index into the output's height x
// width.
struct Position {
  std::size_t image = 0;
  std::int64_t at = 0;
};

// At most `count` positions, spread over all images, the same for the same shape.
std::vector<Position> sample_positions(const Graph& graph, const Node& node, std::size_t images,
                                       std::size_t count);

// The patches of a conv2d, depthwise_conv2d or fully_connected node. `inputs`: its input array, one
// per image.
PatchMatrix gather_patches(const Graph& graph, const Node& node,
                           const std::vector<const Array*>& inputs,
                           const std::vector<Position>& positions);

}  // namespace requant::requantize
