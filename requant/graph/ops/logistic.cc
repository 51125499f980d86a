#include "requant/graph/ops/logistic.h"

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const Logistic&, NodeCheck& node) { return infer_unary(node); }

}  // namespace requant
