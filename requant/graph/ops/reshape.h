#pragma once

#include <cstdint>
#include <vector>

#include "requant/graph/ops/infer.h"

namespace requant {

// The same elements in another shape: that of the output tensor. Stands for reshape, squeeze,
// expand_dims and flatten of the formats.
// Constraints:
//   C1: the output has the type of x.
//   C2: the output has as many elements as x.
//   C3: at most one dimension of the output is unknown (-1).
//   C4: squeezed dimensions are 1; dimensions named by `dims` exist.
struct Reshape {
  enum class Spelling { reshape, squeeze, expand_dims };
  Spelling spelling = Spelling::reshape;  // how the source wrote it
  // What the source wrote, for an output tensor whose shape it leaves out. reshape: the new shape,
  // one dimension may be -1. squeeze: the dimensions to drop (none: the output tensor says it).
  // expand_dims: the one to insert. Negative dimensions count from the end.
  std::vector<std::int64_t> dims{};
  friend bool operator==(const Reshape&, const Reshape&) = default;
};

std::optional<Shape> infer_output(const Reshape& op, NodeCheck& node);

}  // namespace requant
