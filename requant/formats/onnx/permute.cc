#include "requant/formats/onnx/permute.h"

#include <algorithm>
#include <cstring>

#include "requant/base/error.h"

namespace requant::formats::onnx {
namespace {

// The element of the source that each element of the result is, in order.
std::vector<std::int64_t> source_indices(const Shape& from, const std::vector<int>& order) {
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

Bytes gathered(const Tensor& constant, const std::vector<std::int64_t>& indices) {
  if (bit_width(constant.type) < 8) {
    const auto from = stored_integers(constant);
    std::vector<std::int64_t> to;
    to.reserve(indices.size());
    for (const std::int64_t i : indices) to.push_back(from[static_cast<std::size_t>(i)]);
    return pack_integers(constant.type, to);
  }
  const auto size = storage_bytes(constant.type, 1);
  Bytes to(indices.size() * size);
  for (std::size_t i = 0; i < indices.size(); ++i) {
    std::memcpy(to.data() + i * size,
                constant.data->data() + static_cast<std::size_t>(indices[i]) * size, size);
  }
  return to;
}

}  // namespace

Tensor permuted(const Tensor& constant, const std::vector<int>& order) {
  Tensor result = constant;
  for (std::size_t d = 0; d < order.size(); ++d) result.shape.dims[d] = constant.shape[order[d]];
  result.data =
      std::make_shared<const Bytes>(gathered(constant, source_indices(constant.shape, order)));
  if (result.quantization) {
    const auto place = std::ranges::find(order, constant.quantization->axis);
    if (place != order.end()) result.quantization->axis = static_cast<int>(place - order.begin());
  }
  return result;
}

Tensor reshaped(Tensor constant, const Shape& shape) {
  if (shape.count() != constant.shape.count()) {
    throw Error("'" + constant.name + "' of shape " + constant.shape.text() +
                " cannot take the shape " + shape.text());
  }
  if (constant.quantization && constant.quantization->per_channel()) {
    const auto channels = static_cast<std::int64_t>(constant.quantization->scale.size());
    // The elements before the quantized dimension say where it is in the new shape.
    std::int64_t before = 1;
    for (int d = 0; d < constant.quantization->axis; ++d) before *= constant.shape[d];
    int axis = 0;
    for (std::int64_t seen = 1; axis < shape.rank(); ++axis) {
      if (seen == before && shape[axis] == channels) break;
      seen *= shape[axis];
    }
    if (axis == shape.rank()) {
      throw Error("'" + constant.name + "' has a scale for each channel, which the shape " +
                  shape.text() + " does not keep apart");
    }
    constant.quantization->axis = axis;
  }
  constant.shape = shape;
  return constant;
}

}  // namespace requant::formats::onnx
