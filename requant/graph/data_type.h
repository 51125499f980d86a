// Storage types of tensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "requant/arith/saturate.h"

namespace requant {

enum class DataType {
  float16,
  float32,
  float64,
  int2,
  int4,
  int8,
  int16,
  int32,
  int64,
  uint2,
  uint4,
  uint8,
  uint16,
  uint32,
  uint64,
  boolean,
  other,  // a type that only the format knows (string, resource, complex, ...)
};

// The name as in "int8", "float32".
std::string_view name(DataType type);
// The type of that name, or nothing.
std::optional<DataType> data_type_from_name(std::string_view name);

bool is_integer(DataType type);
bool is_float(DataType type);
// Bits of one stored element; 0 for `other`.
int bit_width(DataType type);
// The range of an integer type (throws Error for others).
arith::IntegerType integer_type(DataType type);
// Bytes that `count` elements take; types below 8 bits are packed, first element in the low bits.
std::size_t storage_bytes(DataType type, std::size_t count);

}  // namespace requant
