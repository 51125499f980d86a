#include "requant/formats/onnx/constant.h"

#include <cmath>
#include <cstring>

#include "requant/base/error.h"
#include "requant/formats/onnx/element_type.h"
#include "requant/formats/onnx/external_data.h"
#include "requant/formats/onnx/proto.h"

namespace requant::formats::onnx {
namespace {

std::string count_text(std::size_t count, const char* what) {
  return std::to_string(count) + " " + what;
}

// The elements of a repeated field as T, which is how the file would hold them in raw_data.
template <typename T, typename Field>
Bytes bytes_of(const Field& field) {
  Bytes bytes(static_cast<std::size_t>(field.size()) * sizeof(T));
  for (int i = 0; i < field.size(); ++i) {
    const T value = static_cast<T>(field[i]);
    std::memcpy(bytes.data() + static_cast<std::size_t>(i) * sizeof(T), &value, sizeof(T));
  }
  return bytes;
}

// The data in the field that the ONNX specification names for the type. Types below 8 bits are
// packed into the bytes of int32_data, first element in the low bits.
Bytes typed_data(const proto::TensorProto& source, DataType type) {
  switch (type) {
    case DataType::float32:
      return bytes_of<float>(source.float_data());
    case DataType::float64:
      return bytes_of<double>(source.double_data());
    case DataType::int64:
      return bytes_of<std::int64_t>(source.int64_data());
    case DataType::uint32:
      return bytes_of<std::uint32_t>(source.uint64_data());
    case DataType::uint64:
      return bytes_of<std::uint64_t>(source.uint64_data());
    case DataType::int32:
      return bytes_of<std::int32_t>(source.int32_data());
    case DataType::int16:
    case DataType::uint16:
    case DataType::float16:
      return bytes_of<std::uint16_t>(source.int32_data());
    default:
      return bytes_of<std::uint8_t>(source.int32_data());
  }
}

Bytes data_of(const proto::TensorProto& source, DataType type, std::size_t expected,
              const std::filesystem::path& folder) {
  if (source.data_location() == proto::TensorProto::EXTERNAL) {
    return read_external_data(source, expected, folder);
  }
  if (!source.has_raw_data()) return typed_data(source, type);
  const auto* begin = reinterpret_cast<const std::byte*>(source.raw_data().data());
  return {begin, begin + source.raw_data().size()};
}

Shape stated_shape_of(const proto::TensorProto& source) {
  Shape shape(std::vector<std::int64_t>(source.dims().begin(), source.dims().end()));
  if (shape.rank() > kMostDimensions) throw Error(too_many_dimensions(shape));
  Shape without_zeros;
  for (const std::int64_t d : shape.dims) {
    if (d < 0) throw Error("it has shape " + shape.text() + ", with a negative dimension");
    if (d > 0) without_zeros.dims.push_back(d);
  }
  without_zeros.count();  // refuses what no shape can be, also beside a zero
  return shape;
}

// IEEE binary16 (source: IEEE 754-2008, 3.6).
double from_half(std::uint16_t bits) {
  const double sign = (bits & 0x8000U) != 0 ? -1 : 1;
  const int exponent = (bits >> 10U) & 0x1F;
  const int fraction = bits & 0x3FF;
  if (exponent == 31) return fraction == 0 ? sign * INFINITY : NAN;
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(1024 + fraction, exponent - 25);
}

template <typename T>
std::vector<T> elements(const Tensor& tensor) {
  std::vector<T> result(static_cast<std::size_t>(tensor.shape.count()));
  if (tensor.data->size() < result.size() * sizeof(T)) {
    throw Error("'" + tensor.name + "' has too little data", Fault::internal);
  }
  if (!result.empty()) {
    std::memcpy(result.data(), tensor.data->data(), result.size() * sizeof(T));
  }
  return result;
}

template <typename T>
std::vector<double> widened(const Tensor& tensor) {
  const auto values = elements<T>(tensor);
  return {values.begin(), values.end()};
}

}  // namespace

std::string too_many_dimensions(const Shape& shape) {
  return "it has a value of " + std::to_string(shape.rank()) + " dimensions; requant takes up to " +
         std::to_string(kMostDimensions);
}

Tensor read_constant(const proto::TensorProto& source, const std::filesystem::path& folder) {
  Tensor tensor;
  tensor.name = source.name();
  tensor.type = to_data_type(source.data_type());
  if (tensor.type == DataType::other) {
    throw Error("it has the element type " + std::to_string(source.data_type()) +
                ", which requant does not read");
  }
  if (source.has_segment()) throw Error("it is a segment of a tensor, which requant does not read");
  tensor.shape = stated_shape_of(source);
  const auto count = static_cast<std::size_t>(tensor.shape.count());
  const std::size_t expected = storage_bytes(tensor.type, count);
  auto data = std::make_shared<Bytes>(data_of(source, tensor.type, expected, folder));
  if (data->size() != expected) {
    throw Error("it has " + count_text(data->size(), "bytes") + " of data where type " +
                std::string(name(tensor.type)) + " and shape " + tensor.shape.text() + " take " +
                std::to_string(expected));
  }
  tensor.data = std::move(data);
  return tensor;
}

Tensor read_inline_constant(const proto::TensorProto& source) {
  if (source.data_location() == proto::TensorProto::EXTERNAL) {
    throw Error("it has an attribute with external data, which requant reads of initializers only");
  }
  return read_constant(source, {});
}

std::vector<double> float_values(const Tensor& constant) {
  switch (constant.type) {
    case DataType::float32:
      return widened<float>(constant);
    case DataType::float64:
      return widened<double>(constant);
    case DataType::float16: {
      std::vector<double> result;
      for (const std::uint16_t bits : elements<std::uint16_t>(constant)) {
        result.push_back(from_half(bits));
      }
      return result;
    }
    default:
      throw Error("'" + constant.name + "' is " + std::string(name(constant.type)) +
                  " where floating point is needed");
  }
}

Tensor float_constant(std::string name, Shape shape, std::span<const double> values) {
  Tensor tensor;
  tensor.name = std::move(name);
  tensor.type = DataType::float32;
  tensor.shape = std::move(shape);
  Array array(DataType::float32, tensor.shape);
  const auto out = array.as<float>();
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(values[i]);
  tensor.data = std::make_shared<const Bytes>(std::move(array.bytes));
  return tensor;
}

Tensor integer_constant(std::string name, DataType type, Shape shape,
                        std::span<const std::int64_t> values) {
  Tensor tensor;
  tensor.name = std::move(name);
  tensor.type = type;
  tensor.shape = std::move(shape);
  tensor.data = std::make_shared<const Bytes>(pack_integers(type, values));
  return tensor;
}

}  // namespace requant::formats::onnx
