#include "requant/formats/onnx/quant_node.h"

#include <algorithm>
#include <cmath>

#include "requant/formats/onnx/attributes.h"
#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/proto.h"

namespace requant::formats::onnx {
namespace {

constexpr double kTooGreat = 2147483648.0;  // for a bit width or a zero point

Tensor quant_parameter(const Source& source, const proto::NodeProto& node, int i,
                       const char* what) {
  const auto value = i < node.input_size() ? real_constant(source, node.input(i)) : std::nullopt;
  if (!value) throw Error("its " + std::string(what) + " is no constant of floating point");
  return *value;
}

std::int64_t whole(const Tensor& value, const char* what) {
  const auto values = float_values(value);
  if (values.size() != 1 || values[0] != std::floor(values[0]) ||
      std::abs(values[0]) >= kTooGreat) {
    throw Error("its " + std::string(what) + " is not one whole number below 2^31");
  }
  return static_cast<std::int64_t>(values[0]);
}

// The dimension along which the scales vary.
int varying_dimension(const Shape& scales, int rank) {
  int axis = 0;
  int found = 0;
  for (int d = 0; d < scales.rank(); ++d) {
    if (scales[d] == 1) continue;
    axis = d + rank - scales.rank();
    ++found;
  }
  if (found > 1) throw Error("its scales vary along more than one dimension");
  if (axis < 0) throw Error("its scales have more dimensions than what they scale");
  return axis;
}

double rounded(double value, const std::string& mode) {
  if (mode == "ROUND" || mode == "HALF_EVEN") return std::nearbyint(value);
  if (mode == "CEIL") return std::ceil(value);
  if (mode == "FLOOR") return std::floor(value);
  if (mode == "UP") return value < 0 ? std::floor(value) : std::ceil(value);
  if (mode == "DOWN" || mode == "ROUND_TO_ZERO") return std::trunc(value);
  if (mode == "HALF_UP") return std::round(value);
  if (mode == "HALF_DOWN") {
    const double away = std::round(value);
    return std::abs(away - value) == 0.5 ? std::trunc(value) : away;
  }
  throw Error("it has the unknown rounding mode '" + mode + "'");
}

std::string rounding_mode(const proto::NodeProto& node) {
  std::string mode = text_attribute(node, "rounding_mode", "ROUND");
  std::ranges::transform(mode, mode.begin(), [](unsigned char c) { return std::toupper(c); });
  return mode;
}

bool is_bipolar(const proto::NodeProto& node) { return node.op_type() == "BipolarQuant"; }

void set_range(const proto::NodeProto& node, std::int64_t bits, QuantGrid& quant) {
  const bool has_sign = integer_attribute(node, "signed", 1) != 0;
  const bool is_narrow = integer_attribute(node, "narrow", 0) != 0;
  if (bits < 1 || bits > 16 || (!has_sign && bits > 8)) {
    throw Error("it quantizes to " + std::to_string(bits) + (has_sign ? "" : " unsigned") +
                " bits, which no type of an activation holds");
  }
  quant.grid.type = has_sign ? (bits > 8 ? DataType::int16 : DataType::int8) : DataType::uint8;
  const std::int64_t half = std::int64_t{1} << (bits - 1);
  quant.low = has_sign ? -half + (is_narrow ? 1 : 0) : 0;
  quant.high = has_sign ? half - 1 : 2 * half - 1 - (is_narrow ? 1 : 0);
}

}  // namespace

bool is_quant(const proto::NodeProto& node) {
  return node.op_type() == "Quant" || is_bipolar(node);
}

QuantGrid read_quant(const Source& source, const proto::NodeProto& node) {
  if (is_bipolar(node)) throw Error("activations of one bit have no integer arithmetic here");
  QuantGrid quant;
  const Tensor scale = quant_parameter(source, node, 1, "scale");
  if (scale.shape.count() != 1) {
    throw Error("it has a scale for each channel, which only weights can have");
  }
  if (rounding_mode(node) != "ROUND") {
    throw Error("it rounds activations by '" + rounding_mode(node) + "', not to nearest");
  }
  set_range(node, whole(quant_parameter(source, node, 3, "bit width"), "bit width"), quant);
  std::int64_t zero = whole(quant_parameter(source, node, 2, "zero point"), "zero point");
  if (quant.grid.type == DataType::uint8) {
    // With and without sign, activations have one type, so that they can be added.
    const std::int64_t half = (quant.high + 1 + quant.low) / 2;
    quant.grid.type = DataType::int8;
    quant.low -= half;
    quant.high -= half;
    zero -= half;
  }
  const Tensor zero_point = integer_constant("", DataType::int32, {}, std::array{zero});
  quant.grid.quantization = read_grid(&scale, &zero_point, DataType::int32, 0).quantization;
  return quant;
}

Tensor quantized_by(const Source& source, const proto::NodeProto& node, const Tensor& constant) {
  const auto reals = float_values(constant);
  const Tensor scale = quant_parameter(source, node, 1, "scale");
  const int axis = varying_dimension(scale.shape, constant.shape.rank());
  Tensor scales = scale;
  scales.shape = Shape{scale.shape.count()};
  QuantGrid quant;
  quant.low = -1;
  quant.high = 1;
  std::int64_t zero = 0;
  if (!is_bipolar(node)) {
    set_range(node, whole(quant_parameter(source, node, 3, "bit width"), "bit width"), quant);
    zero = whole(quant_parameter(source, node, 2, "zero point"), "zero point");
  } else {
    quant.grid.type = DataType::int8;
  }
  const Tensor zero_point = integer_constant("", DataType::int32, {}, std::array{zero});
  const Quantization q = read_grid(&scales, &zero_point, DataType::int32, axis).quantization;
  if (q.per_channel() && q.scale.size() != static_cast<std::size_t>(constant.shape[q.axis])) {
    throw Error("it has " + std::to_string(q.scale.size()) + " scales for shape " +
                constant.shape.text());
  }
  std::int64_t inner = 1;
  for (int d = axis + 1; d < constant.shape.rank(); ++d) inner *= constant.shape[d];
  const auto channels = static_cast<std::int64_t>(q.scale.size());
  const std::string mode = rounding_mode(node);
  std::vector<std::int64_t> stored(reals.size());
  for (std::size_t i = 0; i < reals.size(); ++i) {
    const double units =
        reals[i] / static_cast<double>(q.scale_at(static_cast<std::int64_t>(i) / inner % channels));
    const double value = is_bipolar(node) ? (units >= 0 ? 1.0 : -1.0)
                                          : rounded(units + static_cast<double>(zero), mode);
    stored[i] = static_cast<std::int64_t>(std::clamp(std::isnan(value) ? 0.0 : value,
                                                     static_cast<double>(quant.low),
                                                     static_cast<double>(quant.high)));
  }
  Tensor result = integer_constant(constant.name, quant.grid.type, constant.shape, stored);
  result.quantization = q;
  return result;
}

}  // namespace requant::formats::onnx
