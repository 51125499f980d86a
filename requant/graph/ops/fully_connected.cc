#include "requant/graph/ops/fully_connected.h"

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const FullyConnected& op, NodeCheck& node) {
  if (!node.takes(2, 3) || !node.rank(1, 2, "C1")) return std::nullopt;
  const Shape& x = node.shape(0);
  const Shape& w = node.shape(1);
  weight_types(node, OpKind::fully_connected, w[0]);
  if (!node.require(x.count() % w[1] == 0, "C2",
                    "weights of shape " + w.text() + " do not fit an input of shape " + x.text())) {
    return std::nullopt;
  }
  if (!op.keep_num_dims) return Shape{x.count() / w[1], w[0]};
  if (!node.require(x.rank() >= 1 && x.last() == w[1], "C3",
                    "the input has shape " + x.text() + " and the weights " + w.text())) {
    return std::nullopt;
  }
  Shape result = x;
  result.dims.back() = w[0];
  return result;
}

}  // namespace requant
