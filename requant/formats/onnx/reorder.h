// Dimensions and elements in another order.
#pragma once

#include <span>
#include <vector>

#include "requant/graph/tensor.h"

namespace requant::formats::onnx {

using Permutation = std::vector<std::int64_t>;  // dimension i of the result is dimension p[i]

inline const Permutation kChannelsFirst{0, 3, 1, 2};
inline const Permutation kChannelsLast{0, 2, 3, 1};

Shape permuted(const Shape& shape, const Permutation& permutation);
// The place of dimension d in the result.
std::int64_t place_of(const Permutation& permutation, std::int64_t d);
bool is_identity(const Permutation& permutation);

// For every element of the permuted tensor, in its order, the element of the original.
std::vector<std::int64_t> permuted_elements(const Shape& shape, const Permutation& permutation);
// The elements at those places, one after the other. The bytes hold elements of `type`.
Bytes take_elements(DataType type, const Bytes& bytes, std::span<const std::int64_t> places);

}  // namespace requant::formats::onnx
