#include "requant/graph/ops/max_pool2d.h"

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const MaxPool2d& op, NodeCheck& node) {
  return infer_pool(node, op.window, op.size);
}

}  // namespace requant
