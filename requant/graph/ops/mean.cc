#include "requant/graph/ops/mean.h"

#include <vector>

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const Mean& op, NodeCheck& node) {
  if (!node.takes(1, 1)) return std::nullopt;
  node.computes();
  node.same_family("C1");
  const Shape& x = node.shape(0);
  std::vector<bool> reduced(x.dims.size(), false);
  bool good = !op.axes.empty();
  for (const std::int64_t axis : op.axes) {
    good = good && 0 <= axis && axis < x.rank() && !reduced[static_cast<std::size_t>(axis)];
    if (good) reduced[static_cast<std::size_t>(axis)] = true;
  }
  if (!node.require(
          good, "C2",
          "the axes must be different dimensions of the input, which has shape " + x.text())) {
    return std::nullopt;
  }
  Shape result;
  for (std::size_t d = 0; d < x.dims.size(); ++d) {
    if (!reduced[d]) result.dims.push_back(x.dims[d]);
    if (reduced[d] && op.keep_dims) result.dims.push_back(1);
  }
  return result;
}

}  // namespace requant
