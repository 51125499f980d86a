#include "requant/graph/ops/pad.h"

#include <string>

#include "requant/graph/ops/node_check.h"

namespace requant {

std::optional<Shape> infer_output(const Pad& op, NodeCheck& node) {
  if (!node.takes(1, 1)) return std::nullopt;
  node.same_type("C1");
  Shape result = node.shape(0);
  bool good = op.paddings.size() == result.dims.size();
  for (std::size_t d = 0; good && d < result.dims.size(); ++d) {
    const auto [before, after] = op.paddings[d];
    good = 0 <= before && before <= kMaxExtent && 0 <= after && after <= kMaxExtent;
    if (good) result.dims[d] += before + after;
  }
  const Tensor& x = node.input(0);
  node.require(!op.has_value || !is_integer(x.type) || stored_range(x).contains(op.value), "C3",
               "the value " + std::to_string(op.value) + " is none that '" + x.name + "' of type " +
                   std::string(name(x.type)) + " stores");
  if (!node.require(
          good, "C2",
          "the paddings must be one pair from 0 to 2^31 - 1 for each dimension of shape " +
              node.shape(0).text())) {
    return std::nullopt;
  }
  return result;
}

}  // namespace requant
