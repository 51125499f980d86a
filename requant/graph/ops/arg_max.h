#pragma once

#include <cstdint>

namespace requant {

// The index of the first greatest (or least) element along `axis`. Output: int32 or int64, x
// without the axis.
struct ArgMax {
  std::int64_t axis = 0;  // in [0, rank)
  bool minimum = false;   // arg min
  friend bool operator==(const ArgMax&, const ArgMax&) = default;
};

}  // namespace requant
