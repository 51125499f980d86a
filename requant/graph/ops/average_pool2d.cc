#include "requant/graph/ops/average_pool2d.h"

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const AveragePool2d& op, NodeCheck& node) {
  return infer_pool(node, op.window, op.size);
}

}  // namespace requant
