// Tensors of a graph: type, shape, quantization, and the value where it is constant.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "requant/graph/data_type.h"
#include "requant/graph/shape.h"

namespace requant {

// real = scale * (stored - zero_point). One scale and zero point for the tensor (per tensor), or
// one per index of dimension `axis` (per channel). Scales are finite and > 0.
struct Quantization {
  std::vector<float> scale;
  std::vector<std::int64_t> zero_point;  // as many as scales
  int axis = 0;                          // the quantized dimension; meaningful per channel only

  bool per_channel() const { return scale.size() > 1; }
  float scale_at(std::int64_t channel) const {
    return scale[per_channel() ? static_cast<std::size_t>(channel) : 0];
  }
  std::int64_t zero_point_at(std::int64_t channel) const {
    return zero_point[per_channel() ? static_cast<std::size_t>(channel) : 0];
  }
  friend bool operator==(const Quantization&, const Quantization&) = default;
};

Quantization per_tensor(float scale, std::int64_t zero_point);

using Bytes = std::vector<std::byte>;

// A value: elements in storage order (row major, little endian; below 8 bits packed).
struct Array {
  DataType type = DataType::float32;
  Shape shape;
  Bytes bytes;

  Array() = default;
  // All elements zero.
  Array(DataType type, Shape shape);
  Array(DataType t, Shape s, Bytes b) : type(t), shape(std::move(s)), bytes(std::move(b)) {}

  // The elements as T, which has the size of the type (std::uint8_t for uint8, ...).
  template <typename T>
  std::span<T> as() {
    return {reinterpret_cast<T*>(bytes.data()), bytes.size() / sizeof(T)};
  }
  template <typename T>
  std::span<const T> as() const {
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
  }
  friend bool operator==(const Array&, const Array&) = default;
};

struct Tensor {
  std::string name;
  DataType type = DataType::float32;
  Shape shape;
  std::optional<Quantization> quantization;
  std::shared_ptr<const Bytes> data;  // set on constants only; shared between copies of a graph
  int origin = -1;                    // index in the file that it was read from, -1 for a new one
  // Of a quantized activation or weight: only values of that many bits, signed as the type, are
  // stored (2 to the bits of the type); 0: all of the type's.
  int bits = 0;

  bool is_constant() const { return data != nullptr; }
};

// The values that a tensor of an integer type may store: those of its `bits`, else of its type.
// Throws Error for other types.
arith::IntegerType stored_range(const Tensor& tensor);

// The stored integers of a constant tensor, or of an array, of any integer type (or bool), widened.
// Throws Error when it is no such tensor or its data is too short.
std::vector<std::int64_t> stored_integers(const Tensor& tensor);
std::vector<std::int64_t> stored_integers(const Array& array);
// The bytes that hold these integers in an integer type. Throws Error when a value does not fit.
Bytes pack_integers(DataType type, std::span<const std::int64_t> values);

// The real values of a quantized or float array, given the quantization of its tensor.
std::vector<double> real_values(const Array& array,
                                const std::optional<Quantization>& quantization);

}  // namespace requant
