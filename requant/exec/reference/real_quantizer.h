// From float32 to stored values.
#pragma once

#include <algorithm>

#include "requant/arith/rounding.h"
#include "requant/exec/reference/output_stage.h"

namespace requant::exec::reference {

// round(real / scale) + zero_point, limited to the range; the division is in float32 (source: ONNX,
// QuantizeLinear). NaN becomes the zero point.
struct RealQuantizer {
  float scale;
  std::int64_t zero_point;
  StoredRange range;
  arith::Rounding rounding;

  RealQuantizer(const NodeContext& context, Activation activation)
      : scale(reference::scale(context.output())),
        zero_point(reference::zero_point(context.output())),
        range(activation_range(activation, context.output())),
        rounding(context.rule.rescale.rounding) {}

  std::int64_t operator()(float real) const {
    const std::int64_t rounded = arith::round_to_int32(real / scale, rounding);
    return std::clamp(rounded + zero_point, range.min, range.max);
  }
};

}  // namespace requant::exec::reference
