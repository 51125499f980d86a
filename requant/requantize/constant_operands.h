// Constants that ops without weights read: bounds, summands, factors.
#pragma once

#include <optional>

#include "requant/requantize/draft.h"
#include "requant/target/target.h"

namespace requant::requantize {

// The constant input of that place as the result needs it, on a grid of the target: that of the
// output for minimum, maximum and concat, one of its own for add, sub and mul. Nothing where the
// input is no such constant, or can stay as it is. Rounded to nearest, ties away from zero.
std::optional<Tensor> requantized_operand(const Draft& draft, const Target& target,
                                          const Node& node, std::size_t input);

}  // namespace requant::requantize
