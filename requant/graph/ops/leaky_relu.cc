#include "requant/graph/ops/leaky_relu.h"

#include <cmath>

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const LeakyRelu& op, NodeCheck& node) {
  node.require(std::isfinite(op.alpha), "C2", "alpha is not a finite number");
  return infer_unary(node);
}

}  // namespace requant
