// add and sub: the two differ in the sign of the second operand.
#pragma once

#include <memory>

#include "requant/exec/reference/context.h"

namespace requant::exec::reference {

// x + sign * y. By the multiplier form of the rule:
// fixed_point: both operands are shifted left by input_left_shift, rescaled to twice the greater
//   of their scales, summed, and rescaled to the output (source: Prepare and AddElementwise in
//   tensorflow lite/kernels/add.cc and lite/kernels/internal/reference/add.h).
// float32: operands are dequantized to float32, summed, divided by the output's scale and rounded
//   (source: ONNX, DequantizeLinear and QuantizeLinear); with operands `folded` by FoldedSum.
// power_of_two: operands are brought to the finer of their scales and the output's by left shifts,
//   summed exactly, and shifted right with one rounding.
std::unique_ptr<Kernel> make_sum(const NodeContext& context, int sign, Activation activation);

}  // namespace requant::exec::reference
