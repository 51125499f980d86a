// Operands with their zero points folded into one float32 constant, as ONNX Runtime's MLAS computes
// QLinearAdd and QLinearMul.
#pragma once

#include "requant/exec/reference/context.h"

namespace requant::exec::reference {

// What is taken off stored values and zero points before they are folded: the lowest value of the
// type where the rule computes signed types as unsigned ones, else 0.
std::int64_t folded_origin(const NodeContext& context);

// x + sign * y before rounding, the output's zero point included:
// fma(x, x_ratio, fma(y, y_ratio, offset)), in the other order where x is repeated along the
// innermost dimension. x and y are stored values less the origin.
struct FoldedSum {
  float x_ratio;  // s_x / s_output
  float y_ratio;  // sign * s_y / s_output
  float offset;   // z_output - fma(x_ratio, z_x, y_ratio * z_y)
  bool x_first;

  FoldedSum(const NodeContext& context, int sign);
  float operator()(float x, float y) const;
};

}  // namespace requant::exec::reference
