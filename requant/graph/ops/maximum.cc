#include "requant/graph/ops/maximum.h"

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const Maximum&, NodeCheck& node) { return infer_broadcast(node); }

}  // namespace requant
