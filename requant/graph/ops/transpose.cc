#include "requant/graph/ops/transpose.h"

#include <vector>

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const Transpose& op, NodeCheck& node) {
  if (!node.takes(1, 1)) return std::nullopt;
  node.same_type("C1");
  const Shape& x = node.shape(0);
  std::vector<bool> seen(x.dims.size(), false);
  bool good = op.permutation.size() == x.dims.size();
  Shape result;
  for (std::size_t d = 0; good && d < x.dims.size(); ++d) {
    const std::int64_t from = op.permutation[d];
    good = 0 <= from && from < x.rank() && !seen[static_cast<std::size_t>(from)];
    if (!good) break;
    seen[static_cast<std::size_t>(from)] = true;
    result.dims.push_back(x.dims[static_cast<std::size_t>(from)]);
  }
  if (!node.require(
          good, "C2",
          "the permutation does not name every dimension of shape " + x.text() + " once")) {
    return std::nullopt;
  }
  return result;
}

}  // namespace requant
