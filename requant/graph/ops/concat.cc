#include "requant/graph/ops/concat.h"

#include <limits>
#include <string>

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const Concat& op, NodeCheck& node) {
  if (!node.takes(1, std::numeric_limits<int>::max())) return std::nullopt;
  node.same_type("C2");
  Shape result = node.shape(0);
  if (!node.require(
          0 <= op.axis && op.axis < result.rank(), "C3",
          "there is no dimension " + std::to_string(op.axis) + " in shape " + result.text())) {
    return std::nullopt;
  }
  const int axis = static_cast<int>(op.axis);
  for (int i = 1; i < node.inputs(); ++i) {
    const std::string which = "input " + std::to_string(i);
    if (!node.require(node.has_input(i), "C1", which + " is left out")) return std::nullopt;
    node.require(node.input(i).type == node.input(0).type, "C2",
                 which + " is " + std::string(name(node.input(i).type)) + ", input 0 is " +
                     std::string(name(node.input(0).type)));
    Shape rest = node.shape(i);
    const bool joins = rest.rank() == result.rank();
    const std::int64_t length = joins ? rest[axis] : 0;
    if (joins) rest[axis] = result[axis];
    if (!node.require(joins && rest == result, "C4",
                      which + " has shape " + node.shape(i).text() + ", input 0 has shape " +
                          node.shape(0).text())) {
      return std::nullopt;
    }
    result[axis] += length;
  }
  return result;
}

}  // namespace requant
