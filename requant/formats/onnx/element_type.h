// Element types of ONNX tensors.
#pragma once

#include <optional>

#include "requant/graph/data_type.h"

namespace requant::formats::onnx {

// TensorProto.DataType numbers of types that came after Debian's protobuf definitions (source: ONNX
// onnx.in.proto, opsets 21 and 25).
inline constexpr int kUint4 = 21;
inline constexpr int kInt4 = 22;
inline constexpr int kUint2 = 25;
inline constexpr int kInt2 = 26;

// The storage type of a TensorProto.DataType; DataType::other for one that requant has no type for.
DataType to_data_type(int element_type);
// The TensorProto.DataType of a storage type; nothing for DataType::other.
std::optional<int> to_element_type(DataType type);

}  // namespace requant::formats::onnx
