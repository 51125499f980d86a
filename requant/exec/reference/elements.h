// Stored elements of 8 and 16 bits, read into and written from wider integers.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "requant/base/error.h"
#include "requant/graph/tensor.h"

namespace requant::exec::reference {

// Calls body(T{}) with T the C++ type of an integer storage type of 8 to 64 bits.
template <typename Body>
decltype(auto) with_storage_type(DataType type, Body&& body) {
  switch (type) {
    case DataType::uint8:
    case DataType::boolean:
      return body(std::uint8_t{});
    case DataType::int8:
      return body(std::int8_t{});
    case DataType::int16:
      return body(std::int16_t{});
    case DataType::uint16:
      return body(std::uint16_t{});
    case DataType::int32:
      return body(std::int32_t{});
    case DataType::int64:
      return body(std::int64_t{});
    default:
      throw Error("type " + std::string(name(type)) + " has no elements of whole bytes",
                  Fault::internal);
  }
}

// stored - zero_point of every element. The differences fit V.
template <typename V>
std::vector<V> load(const Array& array, std::int64_t zero_point) {
  return with_storage_type(array.type, [&](auto type) {
    const auto stored = array.as<decltype(type)>();
    std::vector<V> values(stored.size());
    const auto offset = static_cast<V>(zero_point);
    for (std::size_t i = 0; i < stored.size(); ++i) {
      values[i] = static_cast<V>(static_cast<V>(stored[i]) - offset);
    }
    return values;
  });
}

// Writes stored values, which fit the type, from element `begin` on.
template <typename V>
void store(Array& array, std::size_t begin, std::span<const V> values) {
  with_storage_type(array.type, [&](auto type) {
    using T = decltype(type);
    T* out = array.as<T>().data() + begin;
    for (std::size_t i = 0; i < values.size(); ++i) out[i] = static_cast<T>(values[i]);
  });
}

}  // namespace requant::exec::reference
