#include "requant/formats/tflite/values.h"

#include <algorithm>
#include <array>
#include <utility>

namespace requant::formats::tflite {
namespace {

using schema::ActivationFunctionType;
using schema::TensorType;

constexpr std::array<std::pair<TensorType, DataType>, 15> kTypes{{
    {TensorType::FLOAT16, DataType::float16},
    {TensorType::FLOAT32, DataType::float32},
    {TensorType::FLOAT64, DataType::float64},
    {TensorType::INT2, DataType::int2},
    {TensorType::INT4, DataType::int4},
    {TensorType::INT8, DataType::int8},
    {TensorType::INT16, DataType::int16},
    {TensorType::INT32, DataType::int32},
    {TensorType::INT64, DataType::int64},
    {TensorType::UINT4, DataType::uint4},
    {TensorType::UINT8, DataType::uint8},
    {TensorType::UINT16, DataType::uint16},
    {TensorType::UINT32, DataType::uint32},
    {TensorType::UINT64, DataType::uint64},
    {TensorType::BOOL, DataType::boolean},
}};

constexpr std::array<std::pair<ActivationFunctionType, Activation>, 4> kActivations{{
    {ActivationFunctionType::NONE, Activation::none},
    {ActivationFunctionType::RELU, Activation::relu},
    {ActivationFunctionType::RELU6, Activation::relu6},
    {ActivationFunctionType::RELU_N1_TO_1, Activation::relu_n1_to_1},
}};

}  // namespace

DataType to_data_type(TensorType type) {
  const auto row = std::ranges::find(kTypes, type, [](const auto& r) { return r.first; });
  return row == kTypes.end() ? DataType::other : row->second;
}

std::optional<TensorType> to_tensor_type(DataType type) {
  const auto row = std::ranges::find(kTypes, type, [](const auto& r) { return r.second; });
  if (row == kTypes.end()) return std::nullopt;
  return row->first;
}

bool is_known(TensorType type) { return type >= TensorType::MIN && type <= TensorType::MAX; }

std::optional<Activation> to_activation(ActivationFunctionType type) {
  const auto row = std::ranges::find(kActivations, type, [](const auto& r) { return r.first; });
  if (row == kActivations.end()) return std::nullopt;
  return row->second;
}

ActivationFunctionType to_activation_type(Activation activation) {
  return std::ranges::find(kActivations, activation, [](const auto& r) { return r.second; })->first;
}

}  // namespace requant::formats::tflite
