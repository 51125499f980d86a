#include "requant/graph/ops/batch_norm.h"

#include <cmath>

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const BatchNorm& op, NodeCheck& node) {
  if (!node.takes(5, 5)) return std::nullopt;
  const Tensor& x = node.input(0);
  node.require(is_float(x.type), "C1",
               "'" + x.name + "' is " + std::string(name(x.type)) + "; only floats are normalized");
  node.same_type("C1");
  node.require(std::isfinite(op.epsilon) && op.epsilon >= 0, "C4",
               "epsilon is " + std::to_string(op.epsilon) + "; it must be finite and at least 0");
  const Shape channels{x.shape.last()};
  for (int i = 1; i < node.inputs(); ++i) {
    const Tensor& parameter = node.input(i);
    node.require(is_float(parameter.type) && parameter.is_constant(), "C2",
                 "'" + parameter.name + "' is no constant of floating point");
    node.require(x.shape.rank() > 0 && parameter.shape == channels, "C3",
                 "'" + parameter.name + "' has shape " + parameter.shape.text() + " for '" +
                     x.name + "' of shape " + x.shape.text());
  }
  return x.shape;
}

}  // namespace requant
