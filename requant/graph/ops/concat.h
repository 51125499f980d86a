#pragma once

#include "requant/graph/ops/common.h"
#include "requant/graph/ops/infer.h"

namespace requant {

// Inputs: one or more tensors of equal shape but for `axis`. Output: one after the other along
// `axis`.
// Constraints:
//   C1: there is at least one input and none is left out.
//   C2: inputs and output have the same type.
//   C3: the axis is in [0, rank).
//   C4: the inputs have equal shapes but for the axis.
struct Concat {
  std::int64_t axis = 0;  // in [0, rank)
  Activation activation = Activation::none;
  friend bool operator==(const Concat&, const Concat&) = default;
};

std::optional<Shape> infer_output(const Concat& op, NodeCheck& node);

}  // namespace requant
