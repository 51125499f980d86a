#include "requant/graph/tensor.h"

#include <cmath>
#include <cstring>

#include "requant/base/error.h"

namespace requant {
namespace {

template <typename T>
std::vector<std::int64_t> widen(std::span<const std::byte> bytes, std::size_t count) {
  std::vector<std::int64_t> result(count);
  for (std::size_t i = 0; i < count; ++i) {
    T value;
    std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
    result[i] = static_cast<std::int64_t>(value);
  }
  return result;
}

std::vector<std::int64_t> widen_packed(std::span<const std::byte> bytes, std::size_t count,
                                       arith::IntegerType type) {
  std::vector<std::int64_t> result(count);
  const auto bits = static_cast<std::size_t>(type.bits);
  for (std::size_t i = 0; i < count; ++i) {
    const auto byte = static_cast<unsigned>(bytes[i * bits / 8]);
    result[i] = type.wrap(static_cast<std::int64_t>(byte >> (i * bits % 8)));
  }
  return result;
}

std::vector<std::int64_t> integers(DataType type, std::span<const std::byte> bytes,
                                   std::size_t count, const std::string& subject) {
  if (bytes.size() < storage_bytes(type, count)) {
    throw Error(subject + " has " + std::to_string(bytes.size()) +
                " bytes of data where its shape needs " +
                std::to_string(storage_bytes(type, count)));
  }
  switch (type) {
    case DataType::int8:
      return widen<std::int8_t>(bytes, count);
    case DataType::uint8:
    case DataType::boolean:
      return widen<std::uint8_t>(bytes, count);
    case DataType::int16:
      return widen<std::int16_t>(bytes, count);
    case DataType::uint16:
      return widen<std::uint16_t>(bytes, count);
    case DataType::int32:
      return widen<std::int32_t>(bytes, count);
    case DataType::uint32:
      return widen<std::uint32_t>(bytes, count);
    case DataType::int64:
    case DataType::uint64:
      return widen<std::int64_t>(bytes, count);
    case DataType::int2:
    case DataType::int4:
    case DataType::uint2:
    case DataType::uint4:
      return widen_packed(bytes, count, integer_type(type));
    default:
      throw Error(subject + " is of type " + std::string(name(type)) + ", not of an integer type");
  }
}

}  // namespace

Quantization per_tensor(float scale, std::int64_t zero_point) { return {{scale}, {zero_point}, 0}; }

Array::Array(DataType t, Shape s) : type(t), shape(std::move(s)) {
  bytes.resize(storage_bytes(type, static_cast<std::size_t>(shape.count())));
}

arith::IntegerType stored_range(const Tensor& tensor) {
  arith::IntegerType range = integer_type(tensor.type);
  if (0 < tensor.bits && tensor.bits < range.bits) range.bits = tensor.bits;
  return range;
}

std::vector<std::int64_t> stored_integers(const Tensor& tensor) {
  if (!tensor.is_constant()) throw Error("tensor '" + tensor.name + "' is not constant");
  return integers(tensor.type, *tensor.data, static_cast<std::size_t>(tensor.shape.count()),
                  "tensor '" + tensor.name + "'");
}

std::vector<std::int64_t> stored_integers(const Array& array) {
  return integers(array.type, array.bytes, static_cast<std::size_t>(array.shape.count()),
                  "an array");
}

Bytes pack_integers(DataType type, std::span<const std::int64_t> values) {
  const arith::IntegerType range = integer_type(type);
  Bytes bytes(storage_bytes(type, values.size()));
  const auto bits = static_cast<std::size_t>(range.bits);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!range.contains(values[i])) {
      throw Error("the value " + std::to_string(values[i]) + " does not fit type " +
                      std::string(name(type)),
                  Fault::internal);
    }
    if (bits >= 8) {
      std::memcpy(bytes.data() + i * bits / 8, &values[i], bits / 8);
    } else {
      const auto field = static_cast<unsigned>(values[i]) & ((1U << bits) - 1U);
      bytes[i * bits / 8] |= static_cast<std::byte>(field << (i * bits % 8));
    }
  }
  return bytes;
}

std::vector<double> real_values(const Array& array,
                                const std::optional<Quantization>& quantization) {
  if (array.type == DataType::float32) {
    const auto values = array.as<float>();
    return {values.begin(), values.end()};
  }
  const auto stored = stored_integers(array);
  std::vector<double> result(stored.begin(), stored.end());
  if (!quantization) return result;
  std::int64_t inner = 1;
  for (int d = quantization->axis + 1; d < array.shape.rank(); ++d) inner *= array.shape[d];
  const auto channels = static_cast<std::int64_t>(quantization->scale.size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    const std::int64_t c = static_cast<std::int64_t>(i) / inner % channels;
    result[i] = static_cast<double>(quantization->scale_at(c)) *
                static_cast<double>(stored[i] - quantization->zero_point_at(c));
  }
  return result;
}

}  // namespace requant
