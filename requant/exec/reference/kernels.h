// One maker for each op. Each throws Error where its node cannot run.
#pragma once

#include <memory>

#include "requant/exec/reference/context.h"

namespace requant::exec::reference {

std::unique_ptr<Kernel> make_add(const NodeContext& context);
std::unique_ptr<Kernel> make_average_pool2d(const NodeContext& context);
std::unique_ptr<Kernel> make_conv2d(const NodeContext& context);
std::unique_ptr<Kernel> make_depthwise_conv2d(const NodeContext& context);
std::unique_ptr<Kernel> make_fully_connected(const NodeContext& context);
std::unique_ptr<Kernel> make_reshape(const NodeContext& context);
std::unique_ptr<Kernel> make_softmax(const NodeContext& context);

}  // namespace requant::exec::reference
