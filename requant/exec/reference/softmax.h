// One row of a softmax.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "requant/exec/reference/context.h"

namespace requant::exec::reference {

// Stored values of the input to those of the output, all of one row.
using SoftmaxRow =
    std::function<void(std::span<const std::int32_t> values, std::span<std::int32_t> stored)>;

// By the rule of the node. Throws Error where the rule has no softmax for its types.
SoftmaxRow make_softmax_row(const NodeContext& context);

}  // namespace requant::exec::reference
