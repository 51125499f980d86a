#include "requant/graph/ops/relu.h"

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const Relu& op, NodeCheck& node) {
  node.require(op.activation != Activation::none, "C2", "it clamps nothing");
  return infer_unary(node);
}

}  // namespace requant
