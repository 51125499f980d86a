#include "requant/graph/ops/dequantize.h"

#include <string>

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const Dequantize&, NodeCheck& node) {
  if (!node.takes(1, 1)) return std::nullopt;
  node.computes();
  const DataType x = node.input(0).type;
  node.require(is_integer(x) || x == DataType::float16, "C1",
               "the input is " + std::string(name(x)) + ", not an integer type or float16");
  node.require(is_float(node.output().type), "C2",
               "the output is " + std::string(name(node.output().type)) + ", not a float type");
  return node.shape(0);
}

}  // namespace requant
