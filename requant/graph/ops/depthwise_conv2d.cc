#include "requant/graph/ops/depthwise_conv2d.h"

#include <string>

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const DepthwiseConv2d& op, NodeCheck& node) {
  if (!node.takes(2, 3)) return std::nullopt;
  if (!node.rank(0, 4, "C1") || !node.rank(1, 4, "C1")) return std::nullopt;
  const Shape& x = node.shape(0);
  const Shape& w = node.shape(1);
  weight_types(node, OpKind::depthwise_conv2d, w[3]);
  node.require(w[0] == 1, "C2", "weights have shape " + w.text() + ", the first dimension not 1");
  node.require(w[3] % x[3] == 0 && w[3] / x[3] == op.depth_multiplier, "C3",
               "weights of shape " + w.text() + " do not fit " + std::to_string(x[3]) +
                   " channels with a depth multiplier of " + std::to_string(op.depth_multiplier));
  const auto hw = window_output(node, op.window, {w[1], w[2]}, x);
  if (!hw) return std::nullopt;
  return Shape{x[0], (*hw)[0], (*hw)[1], w[3]};
}

}  // namespace requant
