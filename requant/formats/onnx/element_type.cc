#include "requant/formats/onnx/element_type.h"

#include <algorithm>
#include <array>
#include <utility>

#include "requant/formats/onnx/proto.h"

namespace requant::formats::onnx {
namespace {

using proto::TensorProto;

constexpr std::array kTypes{
    std::pair{static_cast<int>(TensorProto::FLOAT16), DataType::float16},
    std::pair{static_cast<int>(TensorProto::FLOAT), DataType::float32},
    std::pair{static_cast<int>(TensorProto::DOUBLE), DataType::float64},
    std::pair{kInt2, DataType::int2},
    std::pair{kInt4, DataType::int4},
    std::pair{static_cast<int>(TensorProto::INT8), DataType::int8},
    std::pair{static_cast<int>(TensorProto::INT16), DataType::int16},
    std::pair{static_cast<int>(TensorProto::INT32), DataType::int32},
    std::pair{static_cast<int>(TensorProto::INT64), DataType::int64},
    std::pair{kUint2, DataType::uint2},
    std::pair{kUint4, DataType::uint4},
    std::pair{static_cast<int>(TensorProto::UINT8), DataType::uint8},
    std::pair{static_cast<int>(TensorProto::UINT16), DataType::uint16},
    std::pair{static_cast<int>(TensorProto::UINT32), DataType::uint32},
    std::pair{static_cast<int>(TensorProto::UINT64), DataType::uint64},
    std::pair{static_cast<int>(TensorProto::BOOL), DataType::boolean},
};

}  // namespace

DataType to_data_type(int element_type) {
  const auto* found = std::ranges::find(kTypes, element_type, &std::pair<int, DataType>::first);
  return found == kTypes.end() ? DataType::other : found->second;
}

std::optional<int> to_element_type(DataType type) {
  const auto* found = std::ranges::find(kTypes, type, &std::pair<int, DataType>::second);
  if (found == kTypes.end()) return std::nullopt;
  return found->first;
}

}  // namespace requant::formats::onnx
