// Readers and writers of the ops, in a file named after the op. A reader makes the op of an
// operator, or nothing where the operator says what the op cannot: it is then kept as Opaque. A
// writer makes the operator of an op.
#pragma once

#include <optional>

#include "requant/formats/tflite/operator_reader.h"
#include "requant/formats/tflite/operator_writer.h"

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
std::optional<ReadOp> read_maximum(const OperatorReader& in);
std::optional<ReadOp> read_mean(const OperatorReader& in);
std::optional<ReadOp> read_minimum(const OperatorReader& in);
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

void write_op(const Add& op, OperatorWriter& out);
void write_op(const ArgMax& op, OperatorWriter& out);
void write_op(const AveragePool2d& op, OperatorWriter& out);
void write_op(const BatchNorm& op, OperatorWriter& out);
void write_op(const Concat& op, OperatorWriter& out);
void write_op(const Conv2d& op, OperatorWriter& out);
void write_op(const DepthwiseConv2d& op, OperatorWriter& out);
void write_op(const Dequantize& op, OperatorWriter& out);
void write_op(const FullyConnected& op, OperatorWriter& out);
void write_op(const HardSwish& op, OperatorWriter& out);
void write_op(const LeakyRelu& op, OperatorWriter& out);
void write_op(const Logistic& op, OperatorWriter& out);
void write_op(const MaxPool2d& op, OperatorWriter& out);
void write_op(const Maximum& op, OperatorWriter& out);
void write_op(const Mean& op, OperatorWriter& out);
void write_op(const Minimum& op, OperatorWriter& out);
void write_op(const Mul& op, OperatorWriter& out);
void write_op(const Pad& op, OperatorWriter& out);
void write_op(const Quantize& op, OperatorWriter& out);
void write_op(const Relu& op, OperatorWriter& out);
void write_op(const Reshape& op, OperatorWriter& out);
void write_op(const ResizeBilinear& op, OperatorWriter& out);
void write_op(const ResizeNearest& op, OperatorWriter& out);
void write_op(const Softmax& op, OperatorWriter& out);
void write_op(const Sub& op, OperatorWriter& out);
void write_op(const Tanh& op, OperatorWriter& out);
void write_op(const Transpose& op, OperatorWriter& out);

}  // namespace requant::formats::tflite
