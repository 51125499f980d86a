#include <algorithm>

#include "requant/exec/reference/fixed_point_math.h"
#include "requant/exec/reference/float_functions.h"
#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/table.h"

namespace requant::exec::reference {
namespace {

// A multiplier of 15 bits with its exponent: M = multiplier * 2^(exponent - 15).
struct ShortMultiplier {
  std::int64_t multiplier;
  int exponent;
};

ShortMultiplier short_multiplier(float m) {
  const arith::RescaleRule rule{.multiplier_bits = 15, .double_rounding = false};
  const arith::Rescale rescale = arith::make_rescale(m, rule);
  return {rescale.multiplier, 15 - rescale.right_shift};
}

std::int64_t multiply_high_16(std::int64_t a, std::int64_t b) {
  return kInt16.saturate(arith::rounding_right_shift(a * b, 15, arith::Rounding::half_up));
}

// The 16-bit arithmetic of TFLite's kernel (source: HardSwish in tensorflow
// lite/kernels/internal/reference/hard_swish.h, HardSwishPrepare in lite/kernels/activations.cc):
// x on 128 times its resolution is multiplied by a "reluish" factor, (x + 3) / 6 limited to [0, 1].
struct FixedHardSwish {
  ShortMultiplier output;
  ShortMultiplier reluish;

  std::int64_t operator()(std::int64_t x) const {
    const std::int64_t fine = kInt16.wrap(x * 128);
    const std::int64_t scaled = multiply_high_16(fine, output.multiplier);
    const std::int64_t factor = (reluish_value(fine) + 32768) >> 1;
    const std::int64_t product = factor * scaled / 32768;  // toward zero
    return arith::rounding_right_shift(product, -output.exponent, arith::Rounding::half_away);
  }

  // x / 3 on scale 1/32768, limited to [-1, 1).
  std::int64_t reluish_value(std::int64_t fine) const {
    const int exponent = reluish.exponent;
    if (exponent > 0) {
      const std::int64_t shifted =
          kInt16.saturate(fine * (std::int64_t{1} << std::min(exponent - 1, 32)));
      return kInt16.saturate(multiply_high_16(shifted, reluish.multiplier) * 2);
    }
    return arith::rounding_right_shift(multiply_high_16(fine, reluish.multiplier), -exponent,
                                       arith::Rounding::half_away);
  }
};

double real_hard_swish(double x) { return x * std::clamp(x + 3, 0.0, 6.0) / 6; }

}  // namespace

std::unique_ptr<Kernel> make_hard_swish(const NodeContext& context) {
  require_unary(context);
  if (context.rule.function == ArithmeticRule::Function::onnxruntime) {
    return make_dequantized_kernel(context, hard_swish_float);
  }
  const bool is_16_bit = context.input(0).type == DataType::int16;
  if (context.rule.function == ArithmeticRule::Function::real || is_16_bit) {
    return make_real_function_kernel(context, real_hard_swish);
  }
  const float fine_scale = (1.0F / 128.0F) * scale(context.input(0));
  const FixedHardSwish function{short_multiplier(fine_scale / scale(context.output())),
                                short_multiplier(fine_scale / (3.0F / 32768.0F))};
  if (function.output.exponent > 0) {
    context.refuse("its output scale is less than 1/128 of its input scale");
  }
  const std::int64_t from = zero_point(context.input(0));
  const std::int64_t to = zero_point(context.output());
  return make_table_kernel(context, [&](std::int64_t v) { return function(v - from) + to; });
}

}  // namespace requant::exec::reference
