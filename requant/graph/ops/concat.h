#pragma once

#include "requant/graph/ops/common.h"

namespace requant {

// Inputs: one or more tensors of equal shape but for `axis`. Output: one after the other along
// `axis`.
struct Concat {
  std::int64_t axis = 0;  // in [0, rank)
  Activation activation = Activation::none;
  friend bool operator==(const Concat&, const Concat&) = default;
};

}  // namespace requant
