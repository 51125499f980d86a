#include "requant/graph/ops/resize_bilinear.h"

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const ResizeBilinear&, NodeCheck& node) {
  return infer_resize(node);
}

}  // namespace requant
