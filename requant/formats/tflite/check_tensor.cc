#include "requant/formats/tflite/check_tensor.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include "requant/formats/tflite/values.h"

namespace requant::formats::tflite {
namespace {

constexpr std::uint64_t kMaximumElements = std::numeric_limits<std::int32_t>::max();

std::string shape_text(const std::vector<std::int32_t>& shape) {
  return Shape(std::vector<std::int64_t>(shape.begin(), shape.end())).text();
}

// Collects what is wrong with one tensor.
class TensorChecker {
 public:
  TensorChecker(const File& file, const schema::TensorT& tensor, const std::string& where,
                Diagnostics& diagnostics)
      : file_(file), tensor_(tensor), where_(where), diagnostics_(diagnostics) {}

  bool check() {
    check_type();
    check_shape();
    check_data();
    if (tensor_.quantization) check_quantization(*tensor_.quantization);
    return sound_;
  }

 private:
  void problem(const std::string& what) {
    diagnostics_.add(where_, what);
    sound_ = false;
  }

  void check_type() {
    if (is_known(tensor_.type)) return;
    problem("has the unknown type " + std::to_string(static_cast<int>(tensor_.type)));
  }

  void check_shape() {
    for (const std::int32_t d : tensor_.shape) {
      if (d >= 0) continue;
      problem("shape " + shape_text(tensor_.shape) + " has a negative dimension");
      return;
    }
    if (!element_count(tensor_.shape)) {
      problem("shape " + shape_text(tensor_.shape) + " has more than 2^31 - 1 elements");
    }
  }

  void check_data() {
    if (tensor_.external_buffer != 0) {
      problem("keeps its data in another file (external buffer " +
              std::to_string(tensor_.external_buffer) + "): put the data into the model file");
    }
    if (tensor_.buffer != 0 && tensor_.buffer >= file_.buffers.size()) {
      problem("refers to buffer " + std::to_string(tensor_.buffer) + ", but the file has " +
              std::to_string(file_.buffers.size()));
    }
    if (!sound_ || tensor_.sparsity) return;
    const auto data = constant_data(file_, tensor_);
    const DataType type = to_data_type(tensor_.type);
    if (data == nullptr || type == DataType::other) return;
    const std::size_t expected = storage_bytes(type, *element_count(tensor_.shape));
    if (data->size() == expected) return;
    problem("has " + std::to_string(data->size()) + " bytes of data where type " +
            std::string(name(type)) + " and shape " + shape_text(tensor_.shape) + " take " +
            std::to_string(expected));
  }

  void check_quantization(const schema::QuantizationParametersT& q) {
    if (q.scale.empty()) return;
    if (q.zero_point.size() != q.scale.size()) {
      problem("has " + std::to_string(q.scale.size()) + " scales and " +
              std::to_string(q.zero_point.size()) + " zero points; it must have as many of both");
    }
    for (std::size_t i = 0; i < q.scale.size(); ++i) {
      if (std::isfinite(q.scale[i]) && q.scale[i] > 0) continue;
      problem("scale " + std::to_string(q.scale[i]) + at(i, q.scale.size()) +
              " must be finite and greater than 0");
      break;
    }
    check_zero_points(q);
    check_axis(q);
  }

  static std::string at(std::size_t i, std::size_t count) {
    return count == 1 ? "" : " of channel " + std::to_string(i);
  }

  void check_zero_points(const schema::QuantizationParametersT& q) {
    const DataType type = to_data_type(tensor_.type);
    if (!is_integer(type)) return;
    for (std::size_t i = 0; i < q.zero_point.size(); ++i) {
      if (integer_type(type).contains(q.zero_point[i])) continue;
      problem("zero point " + std::to_string(q.zero_point[i]) + at(i, q.zero_point.size()) +
              " is outside of type " + std::string(name(type)));
      break;
    }
  }

  void check_axis(const schema::QuantizationParametersT& q) {
    if (q.scale.size() == 1 || tensor_.shape.empty()) return;
    const std::int32_t axis = quantized_axis(tensor_);
    if (axis < 0 || static_cast<std::size_t>(axis) >= tensor_.shape.size()) {
      problem("is quantized along dimension " + std::to_string(axis) + " of shape " +
              shape_text(tensor_.shape));
    } else if (static_cast<std::size_t>(tensor_.shape[static_cast<std::size_t>(axis)]) !=
               q.scale.size()) {
      problem("has " + std::to_string(q.scale.size()) + " scales along dimension " +
              std::to_string(axis) + " of shape " + shape_text(tensor_.shape));
    }
  }

  const File& file_;
  const schema::TensorT& tensor_;
  const std::string& where_;
  Diagnostics& diagnostics_;
  bool sound_ = true;
};

}  // namespace

bool check_tensor(const File& file, const schema::TensorT& tensor, const std::string& where,
                  Diagnostics& diagnostics) {
  return TensorChecker(file, tensor, where, diagnostics).check();
}

std::shared_ptr<const Bytes> constant_data(const File& file, const schema::TensorT& tensor) {
  if (tensor.buffer >= file.buffers.size()) return nullptr;
  const auto& data = file.buffers[tensor.buffer];
  if (data != nullptr && data->empty() && element_count(tensor.shape) != 0) return nullptr;
  return data;
}

int quantized_axis(const schema::TensorT& tensor) {
  return tensor.shape.size() == 1 ? 0 : tensor.quantization->quantized_dimension;
}

std::optional<std::size_t> element_count(const std::vector<std::int32_t>& shape) {
  std::uint64_t count = 1;
  for (const std::int32_t d : shape) {
    count *= static_cast<std::uint64_t>(d);
    if (count > kMaximumElements) return std::nullopt;
  }
  return static_cast<std::size_t>(count);
}

}  // namespace requant::formats::tflite
