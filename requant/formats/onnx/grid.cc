#include "requant/formats/onnx/grid.h"

#include <algorithm>
#include <cmath>

#include "requant/formats/onnx/attributes.h"
#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/element_type.h"
#include "requant/formats/onnx/proto.h"

namespace requant::formats::onnx {
namespace {

bool is_single(const Shape& shape) { return shape.count() == 1; }

// std::nearbyint in the default rounding mode: ties to even.
std::int64_t on_grid(float real, float scale, std::int64_t zero_point, arith::IntegerType type) {
  const float quotient = real / scale;
  if (std::isnan(quotient)) return zero_point;
  const double rounded = std::nearbyint(static_cast<double>(quotient));
  const double moved = rounded + static_cast<double>(zero_point);
  // The greatest values of 64 bits are none of double.
  if (moved <= static_cast<double>(type.min())) return type.min();
  if (moved >= static_cast<double>(type.max())) return type.max();
  return static_cast<std::int64_t>(moved);
}

const std::string& input_name(const proto::NodeProto& node, int i) {
  static const std::string none;
  return i < node.input_size() ? node.input(i) : none;
}

const Tensor* constant_parameter(const Source& source, const proto::NodeProto& node, int i,
                                 const char* what) {
  const std::string& name = input_name(node, i);
  if (name.empty()) return nullptr;
  const Tensor* constant = source.constant(name);
  if (constant == nullptr) {
    throw Error("its " + std::string(what) + " '" + name +
                "' is no constant: scales that are computed at run time are not supported");
  }
  return constant;
}

// A constant of floating point, or the integers that a DequantizeLinear makes real.
struct Stored {
  const Tensor* tensor = nullptr;  // null where the value is no such constant
  const proto::NodeProto* dequantize = nullptr;
};

Stored stored_constant(const Source& source, const std::string& name) {
  if (const Tensor* constant = source.constant(name)) {
    return {is_float(constant->type) ? constant : nullptr, nullptr};
  }
  const auto producer = source.producers.find(name);
  if (producer == source.producers.end()) return {};
  const auto& node = source.node(producer->second);
  if (node.op_type() != "DequantizeLinear") return {};
  const Tensor* constant = source.constant(input_name(node, 0));
  return {constant != nullptr && is_integer(constant->type) ? constant : nullptr, &node};
}

}  // namespace

Grid read_grid(const Tensor* scale, const Tensor* zero_point, DataType fallback,
               std::int64_t axis) {
  if (scale == nullptr) throw Error("it has no scale");
  const auto scales = float_values(*scale);
  Grid grid{zero_point != nullptr ? zero_point->type : fallback, {}};
  if (scales.empty()) throw Error("its scale is empty");
  for (const double s : scales) {
    if (!std::isfinite(s) || s <= 0) {
      throw Error("its scale is " + std::to_string(s) + "; it must be finite and above 0");
    }
    grid.quantization.scale.push_back(static_cast<float>(s));
  }
  if (scale->shape.rank() > 1 && !is_single(scale->shape)) {
    throw Error("its scales have shape " + scale->shape.text() +
                ": scales of blocks are not supported");
  }
  if (axis < -kMostDimensions || axis >= kMostDimensions) {
    throw Error("its axis is " + std::to_string(axis) + ", which no value has");
  }
  grid.quantization.zero_point.assign(scales.size(), 0);
  grid.quantization.axis = scales.size() > 1 ? static_cast<int>(axis) : 0;
  if (zero_point == nullptr) return grid;
  if (!is_integer(zero_point->type) || bit_width(zero_point->type) > 32) {
    throw Error("its zero point is " + std::string(name(zero_point->type)) +
                ": only integer types of up to 32 bits are supported");
  }
  const auto zeros = stored_integers(*zero_point);
  if (zeros.size() != scales.size() && zeros.size() != 1) {
    throw Error("it has " + std::to_string(scales.size()) + " scales and " +
                std::to_string(zeros.size()) + " zero points");
  }
  for (std::size_t c = 0; c < scales.size(); ++c) {
    grid.quantization.zero_point[c] = zeros[zeros.size() == 1 ? 0 : c];
  }
  return grid;
}

Grid grid_of(const Source& source, const proto::NodeProto& node) {
  if (integer_attribute(node, "block_size", 0) != 0) {
    throw Error("it has scales of blocks, which are not supported");
  }
  const DataType stated =
      to_data_type(static_cast<int>(integer_attribute(node, "output_dtype", 0)));
  const bool dequantizes = node.op_type() == "DequantizeLinear";
  const DataType fallback = stated == DataType::other || dequantizes ? DataType::uint8 : stated;
  return read_grid(constant_parameter(source, node, 1, "scale"),
                   constant_parameter(source, node, 2, "zero point"), fallback,
                   integer_attribute(node, "axis", 1));
}

Tensor quantized(const Tensor& constant, const Grid& grid) {
  const auto reals = float_values(constant);
  const Quantization& q = grid.quantization;
  std::int64_t inner = 1;
  if (q.per_channel() && (q.axis < 0 || q.axis >= constant.shape.rank())) {
    throw Error("'" + constant.name + "' of shape " + constant.shape.text() + " has no dimension " +
                std::to_string(q.axis));
  }
  for (int d = q.axis + 1; d < constant.shape.rank(); ++d) inner *= constant.shape[d];
  const auto channels = static_cast<std::int64_t>(q.scale.size());
  std::vector<std::int64_t> stored(reals.size());
  for (std::size_t i = 0; i < reals.size(); ++i) {
    const std::int64_t c = static_cast<std::int64_t>(i) / inner % channels;
    stored[i] = on_grid(static_cast<float>(reals[i]), q.scale_at(c), q.zero_point_at(c),
                        integer_type(grid.type));
  }
  Tensor result = integer_constant(constant.name, grid.type, constant.shape, stored);
  result.quantization = q;
  return result;
}

std::int64_t stored_value(double real, const Grid& grid) {
  return on_grid(static_cast<float>(real), grid.quantization.scale_at(0),
                 grid.quantization.zero_point_at(0), integer_type(grid.type));
}

std::optional<Tensor> real_constant(const Source& source, const std::string& name) {
  const Stored stored = stored_constant(source, name);
  if (stored.tensor == nullptr) return std::nullopt;
  const Tensor& tensor = *stored.tensor;
  if (stored.dequantize == nullptr) {
    return float_constant(name, tensor.shape, float_values(tensor));
  }
  Quantization q = grid_of(source, *stored.dequantize).quantization;
  if (!q.per_channel()) q.axis = 0;
  if (q.axis < 0) q.axis += tensor.shape.rank();
  const auto channels = static_cast<std::int64_t>(q.scale.size());
  const bool fits = 0 <= q.axis && q.axis < tensor.shape.rank() && tensor.shape[q.axis] == channels;
  if (q.per_channel() && !fits) return std::nullopt;
  const Array array(tensor.type, tensor.shape, *tensor.data);
  return float_constant(name, tensor.shape, real_values(array, q));
}

std::optional<double> real_number(const Source& source, const std::string& name) {
  const Stored stored = stored_constant(source, name);
  if (stored.tensor == nullptr || stored.tensor->shape.count() != 1) return std::nullopt;
  const auto constant = real_constant(source, name);
  if (!constant) return std::nullopt;
  return float_values(*constant)[0];
}

}  // namespace requant::formats::onnx
