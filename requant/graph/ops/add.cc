#include "requant/graph/ops/add.h"

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const Add&, NodeCheck& node) { return infer_broadcast(node); }

}  // namespace requant
