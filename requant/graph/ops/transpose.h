#pragma once

#include <cstdint>
#include <vector>

#include "requant/graph/ops/infer.h"

namespace requant {

// Output dimension i is input dimension permutation[i]. Input and output have the same
// quantization.
// Constraints:
//   C1: the output has the type of x.
//   C2: the permutation names every dimension of x once.
struct Transpose {
  std::vector<std::int64_t> permutation;
  friend bool operator==(const Transpose&, const Transpose&) = default;
};

std::optional<Shape> infer_output(const Transpose& op, NodeCheck& node);

}  // namespace requant
