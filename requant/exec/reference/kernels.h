// One maker for each op. Each throws Error where its node cannot run.
#pragma once

#include <memory>

#include "requant/exec/reference/context.h"

namespace requant::exec::reference {

// By the maker of the node's op.
std::unique_ptr<Kernel> make_any(const NodeContext& context);

std::unique_ptr<Kernel> make_add(const NodeContext& context);
std::unique_ptr<Kernel> make_arg_max(const NodeContext& context);
std::unique_ptr<Kernel> make_average_pool2d(const NodeContext& context);
std::unique_ptr<Kernel> make_concat(const NodeContext& context);
std::unique_ptr<Kernel> make_conv2d(const NodeContext& context);
std::unique_ptr<Kernel> make_depthwise_conv2d(const NodeContext& context);
std::unique_ptr<Kernel> make_dequantize(const NodeContext& context);
std::unique_ptr<Kernel> make_fully_connected(const NodeContext& context);
std::unique_ptr<Kernel> make_hard_swish(const NodeContext& context);
std::unique_ptr<Kernel> make_leaky_relu(const NodeContext& context);
std::unique_ptr<Kernel> make_logistic(const NodeContext& context);
std::unique_ptr<Kernel> make_max_pool2d(const NodeContext& context);
std::unique_ptr<Kernel> make_maximum(const NodeContext& context);
std::unique_ptr<Kernel> make_mean(const NodeContext& context);
std::unique_ptr<Kernel> make_minimum(const NodeContext& context);
std::unique_ptr<Kernel> make_mul(const NodeContext& context);
std::unique_ptr<Kernel> make_pad(const NodeContext& context);
std::unique_ptr<Kernel> make_quantize(const NodeContext& context);
std::unique_ptr<Kernel> make_relu(const NodeContext& context);
std::unique_ptr<Kernel> make_reshape(const NodeContext& context);
std::unique_ptr<Kernel> make_resize_bilinear(const NodeContext& context);
std::unique_ptr<Kernel> make_resize_nearest(const NodeContext& context);
std::unique_ptr<Kernel> make_softmax(const NodeContext& context);
std::unique_ptr<Kernel> make_sub(const NodeContext& context);
std::unique_ptr<Kernel> make_tanh(const NodeContext& context);
std::unique_ptr<Kernel> make_transpose(const NodeContext& context);

}  // namespace requant::exec::reference
