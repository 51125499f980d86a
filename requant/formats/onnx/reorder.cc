#include "requant/formats/onnx/reorder.h"

#include <algorithm>
#include <cstring>

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

std::vector<std::int64_t> permuted_elements(const Shape& shape, const Permutation& permutation) {
  std::vector<std::int64_t> strides(shape.dims.size(), 1);
  for (std::size_t d = strides.size(); d-- > 1;) strides[d - 1] = strides[d] * shape.dims[d];
  std::vector<std::int64_t> places{0};
  for (const std::int64_t d : permutation) {
    const auto from = static_cast<std::size_t>(d);
    std::vector<std::int64_t> next;
    next.reserve(places.size() * static_cast<std::size_t>(shape.dims[from]));
    for (const std::int64_t place : places) {
      for (std::int64_t i = 0; i < shape.dims[from]; ++i) next.push_back(place + i * strides[from]);
    }
    places = std::move(next);
  }
  return places;
}

Bytes take_elements(DataType type, const Bytes& bytes, std::span<const std::int64_t> places) {
  const auto bits = static_cast<std::size_t>(bit_width(type));
  Bytes result(storage_bytes(type, places.size()));
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto from = static_cast<std::size_t>(places[i]) * bits;
    if (bits >= 8) {
      std::memcpy(result.data() + i * bits / 8, bytes.data() + from / 8, bits / 8);
      continue;
    }
    const unsigned mask = (1U << bits) - 1U;
    const unsigned field = static_cast<unsigned>(bytes[from / 8]) >> (from % 8) & mask;
    result[i * bits / 8] |= static_cast<std::byte>(field << (i * bits % 8));
  }
  return result;
}

}  // namespace requant::formats::onnx
