#pragma once

#include <cstdint>
#include <vector>

#include "requant/graph/ops/infer.h"

namespace requant {

// Mean over the axes. Input: x. Output: x without the axes, or with 1 in their place where
// keep_dims.
// Constraints:
//   C1: the output is float where x is, and integer where x is.
//   C2: there is at least one axis, all are in [0, rank) and no two are equal.
struct Mean {
  std::vector<std::int64_t> axes;  // in [0, rank)
  bool keep_dims = false;
  friend bool operator==(const Mean&, const Mean&) = default;
};

std::optional<Shape> infer_output(const Mean& op, NodeCheck& node);

}  // namespace requant
