#include "requant/graph/ops/quantize.h"

#include <string>

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const Quantize&, NodeCheck& node) {
  if (!node.takes(1, 1)) return std::nullopt;
  node.computes();
  const DataType x = node.input(0).type;
  node.require(is_float(x) || is_integer(x), "C1",
               "the input is " + std::string(name(x)) + ", not a number");
  node.require(is_integer(node.output().type), "C2",
               "the output is " + std::string(name(node.output().type)) + ", not an integer type");
  return node.shape(0);
}

}  // namespace requant
