#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "requant/graph/ops/infer.h"

namespace requant {

// Pads with real zero (the stored zero point) or, where has_value, with the stored `value`. Input:
// x. Input and output have the same quantization.
// Constraints:
//   C1: the output has the type of x.
//   C2: there is one pair of paddings per dimension of x, each in [0, 2^31).
//   C3: a stated value is one that x may store.
struct Pad {
  std::vector<std::pair<std::int64_t, std::int64_t>> paddings;  // before, after; one per dimension
  bool has_value = false;
  std::int64_t value = 0;  // stored units of the input
  friend bool operator==(const Pad&, const Pad&) = default;
};

std::optional<Shape> infer_output(const Pad& op, NodeCheck& node);

}  // namespace requant
