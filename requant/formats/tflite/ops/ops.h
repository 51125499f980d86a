// The readers of the ops, one or more in a file named after the op. Each makes the op of an
// operator, or nothing where the operator says what the op cannot: it is then kept as Opaque.
#pragma once

#include <optional>

#include "requant/formats/tflite/operator_reader.h"

namespace requant::formats::tflite {

using OpReader = std::optional<ReadOp> (*)(const OperatorReader& in);

std::optional<ReadOp> read_add(const OperatorReader& in);
std::optional<ReadOp> read_arg_max(const OperatorReader& in);
std::optional<ReadOp> read_arg_min(const OperatorReader& in);
std::optional<ReadOp> read_average_pool2d(const OperatorReader& in);
std::optional<ReadOp> read_concat(const OperatorReader& in);
std::optional<ReadOp> read_conv2d(const OperatorReader& in);
std::optional<ReadOp> read_depthwise_conv2d(const OperatorReader& in);
std::optional<ReadOp> read_dequantize(const OperatorReader& in);
std::optional<ReadOp> read_expand_dims(const OperatorReader& in);
std::optional<ReadOp> read_fully_connected(const OperatorReader& in);
std::optional<ReadOp> read_hard_swish(const OperatorReader& in);
std::optional<ReadOp> read_leaky_relu(const OperatorReader& in);
std::optional<ReadOp> read_logistic(const OperatorReader& in);
std::optional<ReadOp> read_max_pool2d(const OperatorReader& in);
std::optional<ReadOp> read_mean(const OperatorReader& in);
std::optional<ReadOp> read_mul(const OperatorReader& in);
std::optional<ReadOp> read_pad(const OperatorReader& in);
std::optional<ReadOp> read_pad_v2(const OperatorReader& in);
std::optional<ReadOp> read_quantize(const OperatorReader& in);
std::optional<ReadOp> read_relu(const OperatorReader& in);
std::optional<ReadOp> read_relu6(const OperatorReader& in);
std::optional<ReadOp> read_relu_n1_to_1(const OperatorReader& in);
std::optional<ReadOp> read_reshape(const OperatorReader& in);
std::optional<ReadOp> read_resize_bilinear(const OperatorReader& in);
std::optional<ReadOp> read_resize_nearest(const OperatorReader& in);
std::optional<ReadOp> read_softmax(const OperatorReader& in);
std::optional<ReadOp> read_squeeze(const OperatorReader& in);
std::optional<ReadOp> read_sub(const OperatorReader& in);
std::optional<ReadOp> read_tanh(const OperatorReader& in);
std::optional<ReadOp> read_transpose(const OperatorReader& in);

}  // namespace requant::formats::tflite
