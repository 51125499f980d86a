#include "requant/formats/tflite/write_tensor.h"

#include "requant/formats/tflite/values.h"

namespace requant::formats::tflite {
namespace {

void write_type(const Tensor& tensor, schema::TensorT& target) {
  const auto type = to_tensor_type(tensor.type);
  if (!type) {
    throw Error("tensor '" + tensor.name + "' is of type " + std::string(name(tensor.type)) +
                ", which TFLite lacks");
  }
  target.type = *type;
  target.sparsity.reset();
}

void write_shape(const Tensor& tensor, schema::TensorT& target) {
  target.shape.clear();
  for (const auto d : tensor.shape.dims) target.shape.push_back(static_cast<std::int32_t>(d));
  target.shape_signature.clear();
  target.has_rank |= target.shape.empty();
}

// The record of calibration (min, max) belongs to the old scale and goes with it.
void write_quantization(const Tensor& tensor, schema::TensorT& target) {
  if (!tensor.quantization) {
    target.quantization.reset();
    return;
  }
  auto quantization = std::make_unique<schema::QuantizationParametersT>();
  quantization->scale = tensor.quantization->scale;
  quantization->zero_point = tensor.quantization->zero_point;
  if (tensor.quantization->per_channel()) {
    quantization->quantized_dimension = tensor.quantization->axis;
  }
  target.quantization = std::move(quantization);
}

}  // namespace

bool same_data(const Tensor& a, const Tensor& b) {
  if (a.data == b.data) return true;
  return a.data != nullptr && b.data != nullptr && *a.data == *b.data;
}

void write_tensor(const Tensor& tensor, const Tensor* before, schema::TensorT& target,
                  BufferTable& buffers) {
  const Tensor none;
  const bool is_new = before == nullptr;
  if (is_new) before = &none;
  if (is_new || tensor.name != before->name) target.name = tensor.name;
  if (is_new || tensor.type != before->type) write_type(tensor, target);
  if (is_new || tensor.shape != before->shape) write_shape(tensor, target);
  if (is_new || tensor.quantization != before->quantization) write_quantization(tensor, target);
  if (same_data(tensor, *before)) return;
  target.buffer = tensor.is_constant() ? buffers.store(target.buffer, tensor.data) : 0;
}

}  // namespace requant::formats::tflite
