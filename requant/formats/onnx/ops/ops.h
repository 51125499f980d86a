// Readers of the ops, in a file named after the op. A reader adds what an operator of the file is
// to the graph and binds its outputs; it throws Error where that is not possible.
#pragma once

#include "requant/formats/onnx/node_reader.h"

namespace requant::formats::onnx {

void read_add(const NodeReader& in);
void read_arg_max(const NodeReader& in);
void read_average_pool2d(const NodeReader& in);
void read_batch_norm(const NodeReader& in);
void read_clip(const NodeReader& in);
void read_concat(const NodeReader& in);
void read_conv2d(const NodeReader& in);
void read_dequantize(const NodeReader& in);
void read_fully_connected(const NodeReader& in);
void read_hard_swish(const NodeReader& in);
void read_cast(const NodeReader& in);
void read_identity(const NodeReader& in);
void read_leaky_relu(const NodeReader& in);
void read_logistic(const NodeReader& in);
void read_max_pool2d(const NodeReader& in);
void read_maximum(const NodeReader& in);
void read_mean(const NodeReader& in);
void read_minimum(const NodeReader& in);
void read_mul(const NodeReader& in);
void read_pad(const NodeReader& in);
void read_quant(const NodeReader& in);
void read_quantize(const NodeReader& in);
void read_relu(const NodeReader& in);
void read_requant_shift(const NodeReader& in);
void read_reshape(const NodeReader& in);
void read_resize(const NodeReader& in);
void read_softmax(const NodeReader& in);
void read_sub(const NodeReader& in);
void read_tanh(const NodeReader& in);
void read_transpose(const NodeReader& in);

}  // namespace requant::formats::onnx
