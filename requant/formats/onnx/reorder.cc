#include "requant/formats/onnx/reorder.h"

#include <algorithm>

namespace requant::formats::onnx {

Shape permuted(const Shape& shape, const Permutation& permutation) {
  Shape result;
  for (const std::int64_t d : permutation) result.dims.push_back(shape[static_cast<int>(d)]);
  return result;
}

std::int64_t place_of(const Permutation& permutation, std::int64_t d) {
  return std::ranges::find(permutation, d) - permutation.begin();
}

bool is_identity(const Permutation& permutation) { return std::ranges::is_sorted(permutation); }

}  // namespace requant::formats::onnx
