#include "requant/graph/op.h"

#include <array>
#include <string>

#include "requant/base/error.h"

namespace requant {
namespace {

constexpr std::array<std::string_view, kOpKinds> kNames{"conv2d",
                                                        "depthwise_conv2d",
                                                        "fully_connected",
                                                        "add",
                                                        "sub",
                                                        "mul",
                                                        "average_pool2d",
                                                        "max_pool2d",
                                                        "mean",
                                                        "concat",
                                                        "pad",
                                                        "reshape",
                                                        "transpose",
                                                        "resize_bilinear",
                                                        "resize_nearest",
                                                        "relu",
                                                        "leaky_relu",
                                                        "logistic",
                                                        "tanh",
                                                        "hard_swish",
                                                        "softmax",
                                                        "arg_max",
                                                        "quantize",
                                                        "dequantize",
                                                        "minimum",
                                                        "maximum",
                                                        "batch_norm",
                                                        "opaque"};

}  // namespace

std::string_view name(OpKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

bool has_weights(OpKind kind) {
  return kind == OpKind::conv2d || kind == OpKind::depthwise_conv2d ||
         kind == OpKind::fully_connected;
}

bool keeps_grid(OpKind kind) {
  switch (kind) {
    case OpKind::max_pool2d:
    case OpKind::average_pool2d:
    case OpKind::pad:
    case OpKind::reshape:
    case OpKind::transpose:
    case OpKind::resize_nearest:
    case OpKind::resize_bilinear:
    case OpKind::concat:
    case OpKind::minimum:
    case OpKind::maximum:
      return true;
    default:
      return false;
  }
}

int output_channel_axis(OpKind kind) { return kind == OpKind::depthwise_conv2d ? 3 : 0; }

Activation activation_of(const Op& op) {
  return std::visit(
      [](const auto& o) {
        if constexpr (requires { o.activation; })
          return o.activation;
        else
          return Activation::none;
      },
      op);
}

void set_activation(Op& op, Activation activation) {
  std::visit(
      [&](auto& o) {
        if constexpr (requires { o.activation; }) {
          o.activation = activation;
        } else {
          throw Error("op " + std::string(name(kind(op))) + " has no activation", Fault::internal);
        }
      },
      op);
}

}  // namespace requant
