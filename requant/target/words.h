// The words of target files: one table for each enumeration.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "requant/target/target.h"

namespace requant::words {

template <typename T>
struct Word {
  std::string_view word;
  T value;
};

template <typename T, std::size_t N>
using Table = std::array<Word<T>, N>;

inline constexpr Table<arith::Rounding, 5> kRounding{{
    {"half_up", arith::Rounding::half_up},
    {"half_away", arith::Rounding::half_away},
    {"half_even", arith::Rounding::half_even},
    {"floor", arith::Rounding::floor},
    {"toward_zero", arith::Rounding::toward_zero},
}};
inline constexpr Table<arith::MultiplierForm, 4> kMultiplierForm{{
    {"fixed_point", arith::MultiplierForm::fixed_point},
    {"float32", arith::MultiplierForm::float32},
    {"float64", arith::MultiplierForm::float64},
    {"power_of_two", arith::MultiplierForm::power_of_two},
}};
inline constexpr Table<arith::ScaleProduct, 3> kScaleProduct{{
    {"float64", arith::ScaleProduct::float64},
    {"float32_product", arith::ScaleProduct::float32_product},
    {"float32", arith::ScaleProduct::float32},
}};
inline constexpr Table<Overflow, 2> kOverflow{{
    {"wrap", Overflow::wrap},
    {"saturate", Overflow::saturate},
}};
inline constexpr Table<ArithmeticRule::Function, 3> kFunction{{
    {"tflite", ArithmeticRule::Function::tflite},
    {"real", ArithmeticRule::Function::real},
    {"onnxruntime", ArithmeticRule::Function::onnxruntime},
}};
inline constexpr Table<Operands, 3> kOperands{{
    {"rescaled", Operands::rescaled},
    {"dequantized", Operands::dequantized},
    {"folded", Operands::folded},
}};
inline constexpr Table<Granularity, 2> kGranularity{{
    {"per_tensor", Granularity::per_tensor},
    {"per_channel", Granularity::per_channel},
}};
inline constexpr Table<ScaleForm, 3> kScaleForm{{
    {"free", ScaleForm::free},
    {"multiplier_power_of_two", ScaleForm::multiplier_power_of_two},
    {"absolute_power_of_two", ScaleForm::absolute_power_of_two},
}};
inline constexpr Table<ArrayEngine::Rows, 2> kRowsHold{{
    {"channels", ArrayEngine::Rows::channels},
    {"patches", ArrayEngine::Rows::patches},
}};
inline constexpr Table<MemoryModel::Patches, 3> kPatches{{
    {"none", MemoryModel::Patches::none},
    {"first_layer", MemoryModel::Patches::first_layer},
    {"all", MemoryModel::Patches::all},
}};
// MemoryModel::sums_in_dram
inline constexpr Table<bool, 2> kDramHolds{{
    {"outputs", false},
    {"sums", true},
}};
// The index of an engine in the variant.
inline constexpr Table<std::size_t, 3> kEngine{{
    {"array", 0},
    {"bit_serial", 1},
    {"simd", 2},
}};
// Storage types that activations and weights may have.
inline constexpr Table<DataType, 8> kDataType{{
    {"int8", DataType::int8},
    {"uint8", DataType::uint8},
    {"int16", DataType::int16},
    {"uint16", DataType::uint16},
    {"int4", DataType::int4},
    {"uint4", DataType::uint4},
    {"int2", DataType::int2},
    {"uint2", DataType::uint2},
}};

template <typename T, std::size_t N>
std::vector<std::string> all(const Table<T, N>& table) {
  std::vector<std::string> result;
  for (const auto& row : table) result.emplace_back(row.word);
  return result;
}

template <typename T, std::size_t N>
std::string_view of(const Table<T, N>& table, T value) {
  for (const auto& row : table) {
    if (row.value == value) return row.word;
  }
  return "?";
}

// The ops that a target can name: all but opaque, and batch_norm, which no integers run through.
inline std::vector<Word<OpKind>> ops() {
  std::vector<Word<OpKind>> result;
  for (int k = 0; k < kOpKinds; ++k) {
    const auto kind = static_cast<OpKind>(k);
    if (kind != OpKind::opaque && kind != OpKind::batch_norm) result.push_back({name(kind), kind});
  }
  return result;
}

}  // namespace requant::words
