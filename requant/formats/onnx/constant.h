// Constant values of a file: initializers and tensor attributes.
#pragma once

#include <filesystem>

#include "requant/formats/onnx/proto_forward.h"
#include "requant/graph/tensor.h"

namespace requant::formats::onnx {

// The most dimensions of a value, and what is said of a shape with more.
inline constexpr int kMostDimensions = 32;
std::string too_many_dimensions(const Shape& shape);

// The value of a tensor message, in the order of dimensions of the file, without quantization. Data
// that lies in another file is read from `folder` or below; a path that leaves it is refused.
// Throws Error where type, shape and data do not fit each other, without naming the tensor.
Tensor read_constant(const proto::TensorProto& source, const std::filesystem::path& folder);

// The same of a message that holds its data itself, as attributes do; other files are not read.
Tensor read_inline_constant(const proto::TensorProto& source);

// The real values of a float tensor (float16, float32 or float64). Throws Error for other types.
std::vector<double> float_values(const Tensor& constant);
// A float32 constant.
Tensor float_constant(std::string name, Shape shape, std::span<const double> values);
// A constant of an integer type.
Tensor integer_constant(std::string name, DataType type, Shape shape,
                        std::span<const std::int64_t> values);

}  // namespace requant::formats::onnx
