#include "requant/graph/ops/softmax.h"

#include <cmath>

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const Softmax& op, NodeCheck& node) {
  node.require(std::isfinite(op.beta) && op.beta > 0, "C3", "beta must be finite and above 0");
  const auto result = infer_unary(node);
  if (!result || !node.require(result->rank() >= 1, "C2", "the input is a scalar")) {
    return std::nullopt;
  }
  return result;
}

}  // namespace requant
