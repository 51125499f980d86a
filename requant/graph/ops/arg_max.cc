#include "requant/graph/ops/arg_max.h"

#include <string>

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const ArgMax& op, NodeCheck& node) {
  if (!node.takes(1, 1)) return std::nullopt;
  const DataType type = node.output().type;
  node.require(type == DataType::int32 || type == DataType::int64, "C2",
               "the output is " + std::string(name(type)) + ", not int32 or int64");
  Shape result = node.shape(0);
  if (!node.require(
          0 <= op.axis && op.axis < result.rank(), "C1",
          "there is no dimension " + std::to_string(op.axis) + " in shape " + result.text())) {
    return std::nullopt;
  }
  result.dims.erase(result.dims.begin() + op.axis);
  return result;
}

}  // namespace requant
