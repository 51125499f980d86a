#include "requant/graph/ops/conv2d.h"

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const Conv2d& op, NodeCheck& node) {
  if (!node.takes(2, 3)) return std::nullopt;
  if (!node.rank(0, 4, "C1") || !node.rank(1, 4, "C1")) return std::nullopt;
  const Shape& x = node.shape(0);
  const Shape& w = node.shape(1);
  weight_types(node, OpKind::conv2d, w[0]);
  const bool grouped = x[3] % w[3] == 0 && w[0] % (x[3] / w[3]) == 0;
  node.require(grouped, "C2",
               "weights of shape " + w.text() + " do not fit an input of shape " + x.text());
  const auto hw = window_output(node, op.window, {w[1], w[2]}, x);
  if (!hw) return std::nullopt;
  return Shape{x[0], (*hw)[0], (*hw)[1], w[0]};
}

}  // namespace requant
