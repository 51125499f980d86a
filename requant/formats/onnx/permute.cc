#include "requant/formats/onnx/permute.h"

#include <algorithm>

#include "requant/base/error.h"
#include "requant/graph/permute.h"

namespace requant::formats::onnx {

Tensor permuted(const Tensor& constant, const std::vector<int>& order) {
  if (std::ranges::is_sorted(order)) return constant;
  Array array = requant::permuted(Array(constant.type, constant.shape, *constant.data), order);
  Tensor result = constant;
  result.shape = array.shape;
  result.data = std::make_shared<const Bytes>(std::move(array.bytes));
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
