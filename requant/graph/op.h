// The ops: one struct each, and the variant of them all.
#pragma once

#include <string_view>
#include <variant>

#include "requant/graph/ops/add.h"
#include "requant/graph/ops/arg_max.h"
#include "requant/graph/ops/average_pool2d.h"
#include "requant/graph/ops/batch_norm.h"
#include "requant/graph/ops/concat.h"
#include "requant/graph/ops/conv2d.h"
#include "requant/graph/ops/depthwise_conv2d.h"
#include "requant/graph/ops/dequantize.h"
#include "requant/graph/ops/fully_connected.h"
#include "requant/graph/ops/hard_swish.h"
#include "requant/graph/ops/leaky_relu.h"
#include "requant/graph/ops/logistic.h"
#include "requant/graph/ops/max_pool2d.h"
#include "requant/graph/ops/maximum.h"
#include "requant/graph/ops/mean.h"
#include "requant/graph/ops/minimum.h"
#include "requant/graph/ops/mul.h"
#include "requant/graph/ops/opaque.h"
#include "requant/graph/ops/pad.h"
#include "requant/graph/ops/quantize.h"
#include "requant/graph/ops/relu.h"
#include "requant/graph/ops/reshape.h"
#include "requant/graph/ops/resize_bilinear.h"
#include "requant/graph/ops/resize_nearest.h"
#include "requant/graph/ops/softmax.h"
#include "requant/graph/ops/sub.h"
#include "requant/graph/ops/tanh.h"
#include "requant/graph/ops/transpose.h"

namespace requant {

using Op = std::variant<Conv2d, DepthwiseConv2d, FullyConnected, Add, Sub, Mul, AveragePool2d,
                        MaxPool2d, Mean, Concat, Pad, Reshape, Transpose, ResizeBilinear,
                        ResizeNearest, Relu, LeakyRelu, Logistic, Tanh, HardSwish, Softmax, ArgMax,
                        Quantize, Dequantize, Minimum, Maximum, BatchNorm, Opaque>;

// The kind of an op: its index in the variant. Kinds are named in snake case, "depthwise_conv2d".
enum class OpKind {
  conv2d,
  depthwise_conv2d,
  fully_connected,
  add,
  sub,
  mul,
  average_pool2d,
  max_pool2d,
  mean,
  concat,
  pad,
  reshape,
  transpose,
  resize_bilinear,
  resize_nearest,
  relu,
  leaky_relu,
  logistic,
  tanh,
  hard_swish,
  softmax,
  arg_max,
  quantize,
  dequantize,
  minimum,
  maximum,
  batch_norm,
  opaque,
};
inline constexpr int kOpKinds = static_cast<int>(std::variant_size_v<Op>);

inline OpKind kind(const Op& op) { return static_cast<OpKind>(op.index()); }
std::string_view name(OpKind kind);

// Convolutions and fully connected: input 0 is data, input 1 weights, input 2 the optional bias.
bool has_weights(OpKind kind);
// Ops whose output holds values of the input unchanged, so that both share scale and zero point:
// max_pool2d, pad, reshape, transpose, resize_nearest, concat; and, by rounding within the same
// grid, average_pool2d and resize_bilinear.
bool keeps_grid(OpKind kind);
// The dimension of a weight tensor that indexes output channels: 3 for depthwise_conv2d, else 0.
int output_channel_axis(OpKind kind);
// The activation of an op that has one, else none.
Activation activation_of(const Op& op);
// Sets it; throws Error where the op has none.
void set_activation(Op& op, Activation activation);

}  // namespace requant
