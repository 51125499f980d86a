#include "requant/formats/tflite/operator_writer.h"

#include "requant/base/error.h"
#include "requant/formats/tflite/operator_options.h"

namespace requant::formats::tflite {

template <typename Options>
Options& OperatorWriter::options() {
  constexpr auto kKind = schema::BuiltinOptionsTraits<typename Options::TableType>::enum_value;
  if (target_.builtin_options.type != kKind) target_.builtin_options.Set(Options());
  return *static_cast<Options*>(target_.builtin_options.value);
}

#define REQUANT_INSTANTIATE(Name) template schema::Name##OptionsT& OperatorWriter::options();
REQUANT_TFLITE_OPTIONS(REQUANT_INSTANTIATE)
#undef REQUANT_INSTANTIATE

const Tensor* OperatorWriter::bias() const {
  return node_.input(2) == kNoTensor ? nullptr : &graph_.tensor(node_.input(2));
}

void OperatorWriter::code(schema::BuiltinOperator code, int version) {
  code_ = code;
  version_ = version;
}

void OperatorWriter::integers(const std::vector<std::int64_t>& values, Shape shape) {
  Tensor tensor;
  tensor.type = DataType::int32;
  tensor.shape = std::move(shape);
  tensor.data = std::make_shared<const Bytes>(pack_integers(DataType::int32, values));
  constant(std::move(tensor));
}

void OperatorWriter::constant(Tensor tensor) {
  const auto position = node_.inputs.size() + constants_.size();
  tensor.name = output().name + "/" + std::to_string(position);
  constants_.push_back(std::move(tensor));
}

int OperatorWriter::version(int for_int8, int for_int16) const {
  if (input(0).type == DataType::int8) return for_int8;
  return input(0).type == DataType::int16 ? for_int16 : 1;
}

schema::Padding OperatorWriter::padding(const Window& window) const {
  if (window.padding == Padding::explicit_pads) {
    throw Error("the op that writes tensor '" + output().name +
                "' has explicit pads, which TFLite lacks: put a pad before it");
  }
  return window.padding == Padding::same ? schema::Padding::SAME : schema::Padding::VALID;
}

schema::TensorType OperatorWriter::quantized_bias_type() const {
  const bool wide = input(0).type == DataType::int16;
  return wide && bias() != nullptr && bias()->type == DataType::int32 ? schema::TensorType::INT32
                                                                      : schema::TensorType::FLOAT32;
}

}  // namespace requant::formats::tflite
