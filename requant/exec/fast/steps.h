// One maker for each op that has a fast kernel. Each returns null where only the reference's kernel
// can compute the node, and throws Error where its node cannot run.
#pragma once

#include <memory>

#include "requant/exec/fast/step.h"

namespace requant::exec::fast {

std::unique_ptr<Step> make_conv2d_step(const NodeContext& context);
std::unique_ptr<Step> make_depthwise_conv2d_step(const NodeContext& context);
std::unique_ptr<Step> make_fully_connected_step(const NodeContext& context);

// add, sub, mul, minimum and maximum of 8 bits.
std::unique_ptr<Step> make_binary_step(const NodeContext& context);
// Ops that map each element of 8 bits by itself: the activations and quantize.
std::unique_ptr<Step> make_table_step(const NodeContext& context);
std::unique_ptr<Step> make_reshape_step(const NodeContext& context);
std::unique_ptr<Step> make_pad_step(const NodeContext& context);
std::unique_ptr<Step> make_concat_step(const NodeContext& context);
std::unique_ptr<Step> make_max_pool2d_step(const NodeContext& context);
std::unique_ptr<Step> make_average_pool2d_step(const NodeContext& context);
std::unique_ptr<Step> make_mean_step(const NodeContext& context);
std::unique_ptr<Step> make_resize_bilinear_step(const NodeContext& context);
std::unique_ptr<Step> make_resize_nearest_step(const NodeContext& context);
std::unique_ptr<Step> make_transpose_step(const NodeContext& context);
std::unique_ptr<Step> make_softmax_step(const NodeContext& context);

// The node by the reference's kernel.
std::unique_ptr<Step> make_reference_step(const NodeContext& context,
                                          std::unique_ptr<Kernel> kernel);

}  // namespace requant::exec::fast
