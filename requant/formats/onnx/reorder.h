// Orders of dimensions.
#pragma once

#include <vector>

#include "requant/graph/shape.h"

namespace requant::formats::onnx {

using Permutation = std::vector<std::int64_t>;  // dimension i of the result is dimension p[i]

inline const Permutation kChannelsFirst{0, 3, 1, 2};
inline const Permutation kChannelsLast{0, 2, 3, 1};

Shape permuted(const Shape& shape, const Permutation& permutation);
// The place of dimension d in the result.
std::int64_t place_of(const Permutation& permutation, std::int64_t d);
bool is_identity(const Permutation& permutation);

}  // namespace requant::formats::onnx
