#include "requant/graph/ops/mul.h"

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const Mul&, NodeCheck& node) { return infer_broadcast(node); }

}  // namespace requant
