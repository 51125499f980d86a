// Scales and zero points, as operators state them.
#pragma once

#include "requant/formats/onnx/source.h"

namespace requant::formats::onnx {

// A storage type with scale and zero point.
struct Grid {
  DataType type = DataType::uint8;
  Quantization quantization;
  friend bool operator==(const Grid&, const Grid&) = default;
};

// One scale and zero point for the tensor, or one for each index of dimension `axis`. The type is
// that of the zero point, `fallback` where it is null. Throws Error on scales that are not finite
// and above 0 and on shapes that do not fit each other.
Grid read_grid(const Tensor* scale, const Tensor* zero_point, DataType fallback, std::int64_t axis);
// The grid of a QuantizeLinear or DequantizeLinear whose parameters are constants. Throws Error.
Grid grid_of(const Source& source, const proto::NodeProto& node);

// A float constant on that grid: x / scale in float32, ties to even, saturated (source: ONNX
// QuantizeLinear).
Tensor quantized(const Tensor& constant, const Grid& grid);
// The stored value of a real one on a grid with one scale, likewise; infinities saturate.
std::int64_t stored_value(double real, const Grid& grid);

// The tensor whose real values a name stands for, where that is a constant: of floating point, or a
// DequantizeLinear of constants. Nothing for others.
std::optional<Tensor> real_constant(const Source& source, const std::string& name);
// The same where it is one number; a constant of any other size is not looked into.
std::optional<double> real_number(const Source& source, const std::string& name);

}  // namespace requant::formats::onnx
