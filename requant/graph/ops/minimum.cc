#include "requant/graph/ops/minimum.h"

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const Minimum&, NodeCheck& node) { return infer_broadcast(node); }

}  // namespace requant
