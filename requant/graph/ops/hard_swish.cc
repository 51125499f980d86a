#include "requant/graph/ops/hard_swish.h"

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const HardSwish&, NodeCheck& node) { return infer_unary(node); }

}  // namespace requant
