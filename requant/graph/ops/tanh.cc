#include "requant/graph/ops/tanh.h"

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const Tanh&, NodeCheck& node) { return infer_unary(node); }

}  // namespace requant
