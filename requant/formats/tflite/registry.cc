#include "requant/formats/tflite/registry.h"

#include <algorithm>
#include <array>

namespace requant::formats::tflite {
namespace {

using schema::BuiltinOperator;

struct Row {
  BuiltinOperator code;
  OpReader read;
};

constexpr std::array kRows{
    Row{BuiltinOperator::ADD, read_add},
    Row{BuiltinOperator::ARG_MAX, read_arg_max},
    Row{BuiltinOperator::ARG_MIN, read_arg_min},
    Row{BuiltinOperator::AVERAGE_POOL_2D, read_average_pool2d},
    Row{BuiltinOperator::CONCATENATION, read_concat},
    Row{BuiltinOperator::CONV_2D, read_conv2d},
    Row{BuiltinOperator::DEPTHWISE_CONV_2D, read_depthwise_conv2d},
    Row{BuiltinOperator::DEQUANTIZE, read_dequantize},
    Row{BuiltinOperator::EXPAND_DIMS, read_expand_dims},
    Row{BuiltinOperator::FULLY_CONNECTED, read_fully_connected},
    Row{BuiltinOperator::HARD_SWISH, read_hard_swish},
    Row{BuiltinOperator::LEAKY_RELU, read_leaky_relu},
    Row{BuiltinOperator::LOGISTIC, read_logistic},
    Row{BuiltinOperator::MAX_POOL_2D, read_max_pool2d},
    Row{BuiltinOperator::MAXIMUM, read_maximum},
    Row{BuiltinOperator::MEAN, read_mean},
    Row{BuiltinOperator::MINIMUM, read_minimum},
    Row{BuiltinOperator::MUL, read_mul},
    Row{BuiltinOperator::PAD, read_pad},
    Row{BuiltinOperator::PADV2, read_pad_v2},
    Row{BuiltinOperator::QUANTIZE, read_quantize},
    Row{BuiltinOperator::RELU, read_relu},
    Row{BuiltinOperator::RELU6, read_relu6},
    Row{BuiltinOperator::RELU_N1_TO_1, read_relu_n1_to_1},
    Row{BuiltinOperator::RESHAPE, read_reshape},
    Row{BuiltinOperator::RESIZE_BILINEAR, read_resize_bilinear},
    Row{BuiltinOperator::RESIZE_NEAREST_NEIGHBOR, read_resize_nearest},
    Row{BuiltinOperator::SOFTMAX, read_softmax},
    Row{BuiltinOperator::SQUEEZE, read_squeeze},
    Row{BuiltinOperator::SUB, read_sub},
    Row{BuiltinOperator::TANH, read_tanh},
    Row{BuiltinOperator::TRANSPOSE, read_transpose},
};

}  // namespace

OpReader find_reader(BuiltinOperator code) {
  const auto row = std::ranges::find(kRows, code, &Row::code);
  return row == kRows.end() ? nullptr : row->read;
}

}  // namespace requant::formats::tflite
