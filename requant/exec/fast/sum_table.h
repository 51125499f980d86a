// Means of bytes by way of their sums.
#pragma once

#include <cstdint>
#include <vector>

#include "requant/graph/tensor.h"

namespace requant::exec::fast {

// The output byte of every sum of `count` values of a type; empty for counts whose means are not
// needed.
struct SumTable {
  std::int64_t least = 0;  // sum
  Bytes stored;

  // stored[c] of sums[c], for all channels.
  void apply(const std::int32_t* sums, std::size_t channels, std::byte* output) const {
    for (std::size_t c = 0; c < channels; ++c) {
      output[c] = stored[static_cast<std::size_t>(sums[c] - least)];
    }
  }
};

// Tables of more sums than that are not worth their memory.
inline constexpr std::int64_t kGreatestSums = 1 << 18;

// sums[c] += values[c]
template <typename T>
void add_to_sums(const T* values, std::size_t channels, std::int32_t* sums) {
  for (std::size_t c = 0; c < channels; ++c) sums[c] += values[c];
}

}  // namespace requant::exec::fast
