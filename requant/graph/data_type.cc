#include "requant/graph/data_type.h"

#include <array>
#include <string>

#include "requant/base/error.h"

namespace requant {
namespace {

struct TypeInfo {
  DataType type;
  std::string_view name;
  int bits;
  bool is_integer;
  bool is_signed;
};

constexpr std::array<TypeInfo, 17> kTypes{{
    {DataType::float16, "float16", 16, false, true},
    {DataType::float32, "float32", 32, false, true},
    {DataType::float64, "float64", 64, false, true},
    {DataType::int2, "int2", 2, true, true},
    {DataType::int4, "int4", 4, true, true},
    {DataType::int8, "int8", 8, true, true},
    {DataType::int16, "int16", 16, true, true},
    {DataType::int32, "int32", 32, true, true},
    {DataType::int64, "int64", 64, true, true},
    {DataType::uint2, "uint2", 2, true, false},
    {DataType::uint4, "uint4", 4, true, false},
    {DataType::uint8, "uint8", 8, true, false},
    {DataType::uint16, "uint16", 16, true, false},
    {DataType::uint32, "uint32", 32, true, false},
    {DataType::uint64, "uint64", 64, true, false},
    {DataType::boolean, "bool", 8, false, false},
    {DataType::other, "other", 0, false, false},
}};

const TypeInfo& info(DataType type) {
  for (const auto& row : kTypes) {
    if (row.type == type) return row;
  }
  return kTypes.back();
}

}  // namespace

std::string_view name(DataType type) { return info(type).name; }

std::optional<DataType> data_type_from_name(std::string_view name) {
  for (const auto& row : kTypes) {
    if (row.name == name) return row.type;
  }
  return std::nullopt;
}

bool is_integer(DataType type) { return info(type).is_integer; }

bool is_float(DataType type) {
  return type == DataType::float16 || type == DataType::float32 || type == DataType::float64;
}

int bit_width(DataType type) { return info(type).bits; }

arith::IntegerType integer_type(DataType type) {
  const TypeInfo& row = info(type);
  if (!row.is_integer) {
    throw Error("type " + std::string(row.name) + " has no integer range", Fault::internal);
  }
  return {row.bits, row.is_signed};
}

std::size_t storage_bytes(DataType type, std::size_t count) {
  const auto bits = static_cast<std::size_t>(bit_width(type));
  return bits >= 8 ? count * (bits / 8) : (count * bits + 7) / 8;
}

}  // namespace requant
