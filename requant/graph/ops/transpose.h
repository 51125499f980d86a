#pragma once

#include <cstdint>
#include <vector>

namespace requant {

// Output dimension i is input dimension permutation[i]. Input and output have the same
// quantization.
struct Transpose {
  std::vector<std::int64_t> permutation;
  friend bool operator==(const Transpose&, const Transpose&) = default;
};

}  // namespace requant
