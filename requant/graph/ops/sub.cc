#include "requant/graph/ops/sub.h"

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const Sub&, NodeCheck& node) { return infer_broadcast(node); }

}  // namespace requant
