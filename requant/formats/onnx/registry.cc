#include "requant/formats/onnx/registry.h"

#include <algorithm>
#include <array>

#include "requant/formats/onnx/ops/ops.h"

namespace requant::formats::onnx {
namespace {

struct Entry {
  std::string_view type;
  OpReader reader;
};

constexpr std::array kStandard{
    Entry{"Add", read_add},
    Entry{"ArgMax", read_arg_max},
    Entry{"ArgMin", read_arg_max},
    Entry{"AveragePool", read_average_pool2d},
    Entry{"BatchNormalization", read_batch_norm},
    Entry{"Cast", read_cast},
    Entry{"Clip", read_clip},
    Entry{"Concat", read_concat},
    Entry{"Conv", read_conv2d},
    Entry{"ConvInteger", read_conv2d},
    Entry{"DequantizeLinear", read_dequantize},
    Entry{"Div", read_mul},
    Entry{"Dropout", read_identity},
    Entry{"Flatten", read_reshape},
    Entry{"Gemm", read_fully_connected},
    Entry{"GlobalAveragePool", read_mean},
    Entry{"GlobalMaxPool", read_max_pool2d},
    Entry{"HardSwish", read_hard_swish},
    Entry{"Identity", read_identity},
    Entry{"LeakyRelu", read_leaky_relu},
    Entry{"MatMul", read_fully_connected},
    Entry{"MatMulInteger", read_fully_connected},
    Entry{"Max", read_maximum},
    Entry{"MaxPool", read_max_pool2d},
    Entry{"Min", read_minimum},
    Entry{"Mul", read_mul},
    Entry{"Pad", read_pad},
    Entry{"QLinearConv", read_conv2d},
    Entry{"QLinearMatMul", read_fully_connected},
    Entry{"QuantizeLinear", read_quantize},
    Entry{"ReduceMean", read_mean},
    Entry{"Relu", read_relu},
    Entry{"Reshape", read_reshape},
    Entry{"Resize", read_resize},
    Entry{"Sigmoid", read_logistic},
    Entry{"Softmax", read_softmax},
    Entry{"Squeeze", read_reshape},
    Entry{"Sub", read_sub},
    Entry{"Tanh", read_tanh},
    Entry{"Transpose", read_transpose},
    Entry{"Unsqueeze", read_reshape},
};

// The com.microsoft domain: operators that ONNX Runtime adds.
constexpr std::array kMicrosoft{
    Entry{"DequantizeLinear", read_dequantize},
    Entry{"QGemm", read_fully_connected},
    Entry{"QLinearAdd", read_add},
    Entry{"QLinearAveragePool", read_average_pool2d},
    Entry{"QLinearConcat", read_concat},
    Entry{"QLinearGlobalAveragePool", read_mean},
    Entry{"QLinearLeakyRelu", read_leaky_relu},
    Entry{"QLinearMul", read_mul},
    Entry{"QLinearReduceMean", read_mean},
    Entry{"QLinearSigmoid", read_logistic},
    Entry{"QLinearSoftmax", read_softmax},
    Entry{"QuantizeLinear", read_quantize},
};

// Operators that stand in whatever domain their tool writes.
constexpr std::array kAnyDomain{
    Entry{"BipolarQuant", read_quant},
    Entry{"Quant", read_quant},
    Entry{"RequantShift", read_requant_shift},
};

template <std::size_t N>
OpReader find_in(const std::array<Entry, N>& entries, std::string_view type) {
  const auto found = std::ranges::find(entries, type, &Entry::type);
  return found == entries.end() ? nullptr : found->reader;
}

}  // namespace

OpReader find_reader(std::string_view domain, std::string_view type) {
  if (const OpReader reader = find_in(kAnyDomain, type)) return reader;
  if (domain.empty()) return find_in(kStandard, type);
  if (domain == "com.microsoft") return find_in(kMicrosoft, type);
  return nullptr;
}

}  // namespace requant::formats::onnx
