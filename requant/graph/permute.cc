#include "requant/graph/permute.h"

#include <array>
#include <cstring>

namespace requant {
namespace {

// The element of the source that each element of the result is, in order.
std::vector<std::int64_t> source_indices(const Shape& from, std::span<const int> order) {
  const auto rank = static_cast<std::size_t>(from.rank());
  std::vector<std::int64_t> strides(rank, 1);
  for (std::size_t d = rank; d-- > 1;) strides[d - 1] = strides[d] * from.dims[d];
  std::vector<std::int64_t> indices{0};
  for (const int d : order) {
    std::vector<std::int64_t> longer;
    longer.reserve(indices.size() * static_cast<std::size_t>(from[d]));
    for (const std::int64_t base : indices) {
      for (std::int64_t i = 0; i < from[d]; ++i) {
        longer.push_back(base + i * strides[static_cast<std::size_t>(d)]);
      }
    }
    indices = std::move(longer);
  }
  return indices;
}

}  // namespace

Array permuted(const Array& array, std::span<const int> order) {
  Shape shape = array.shape;
  for (std::size_t d = 0; d < order.size(); ++d) shape.dims[d] = array.shape[order[d]];
  const auto indices = source_indices(array.shape, order);
  if (bit_width(array.type) < 8) {
    const auto from = stored_integers(array);
    std::vector<std::int64_t> to;
    to.reserve(indices.size());
    for (const std::int64_t i : indices) to.push_back(from[static_cast<std::size_t>(i)]);
    return {array.type, shape, pack_integers(array.type, to)};
  }
  Array result(array.type, shape);
  const std::size_t size = storage_bytes(array.type, 1);
  for (std::size_t i = 0; i < indices.size(); ++i) {
    std::memcpy(result.bytes.data() + i * size,
                array.bytes.data() + static_cast<std::size_t>(indices[i]) * size, size);
  }
  return result;
}

Array channels_last(const Array& nchw) { return permuted(nchw, std::array{0, 2, 3, 1}); }

}  // namespace requant
