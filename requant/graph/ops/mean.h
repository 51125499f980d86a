#pragma once

#include <cstdint>
#include <vector>

namespace requant {

// Mean over the axes. Input: x. Output: x without the axes, or with 1 in their place where
// keep_dims.
struct Mean {
  std::vector<std::int64_t> axes;  // in [0, rank)
  bool keep_dims = false;
  friend bool operator==(const Mean&, const Mean&) = default;
};

}  // namespace requant
