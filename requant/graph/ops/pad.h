#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace requant {

// Pads with real zero (the stored zero point) or, where has_value, with the stored `value`. Input:
// x. Input and output have the same quantization.
struct Pad {
  std::vector<std::pair<std::int64_t, std::int64_t>> paddings;  // before, after; one per dimension
  bool has_value = false;
  std::int64_t value = 0;  // stored units of the input
  friend bool operator==(const Pad&, const Pad&) = default;
};

}  // namespace requant
