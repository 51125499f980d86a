#pragma once

#include <cstdint>

#include "requant/graph/ops/infer.h"

namespace requant {

// The index of the first greatest (or least) element along `axis`. Output: int32 or int64, x
// without the axis.
// Constraints:
//   C1: the axis is in [0, rank).
//   C2: the output is int32 or int64.
struct ArgMax {
  std::int64_t axis = 0;  // in [0, rank)
  bool minimum = false;   // arg min
  friend bool operator==(const ArgMax&, const ArgMax&) = default;
};

std::optional<Shape> infer_output(const ArgMax& op, NodeCheck& node);

}  // namespace requant
