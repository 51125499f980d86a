// Functions of one byte.
#pragma once

#include <array>
#include <cstddef>

#include "requant/exec/fast/step.h"

namespace requant::exec::fast {

// The output byte of every input byte.
using ByteTable = std::array<std::byte, 256>;

// What the op, by the rule of the node, makes of a tensor of bytes and stores like the node's
// output.
ByteTable unary_table(const NodeContext& context, const Op& op, const Tensor& input);

void apply_table(const ByteTable& table, const std::byte* input, std::size_t count,
                 std::byte* output);

}  // namespace requant::exec::fast
