// Requantization of an accumulator: acc * M rounded to an integer, M the effective scale, in the
// arithmetic that a target states. The rule is data; nothing here depends on a build option.
#pragma once

#include <cstdint>

#include "requant/arith/rounding.h"

namespace requant::arith {

// How the effective scale M is held.
enum class MultiplierForm {
  fixed_point,   // multiplier * 2^exponent with a mantissa of `multiplier_bits` bits and a sign
  float32,       // one IEEE binary32 number; float(acc) * M, clamped to int32 and rounded
  float64,       // one IEEE binary64 number; double(acc) * M, clamped to int32 and rounded
  power_of_two,  // 2^-right_shift only
};

// How M is computed from the scales of input, weight and output.
enum class ScaleProduct {
  float64,          // double(s_x) * double(s_w) / double(s_y)
  float32_product,  // double(float(s_x * s_w)) / double(s_y): TFLite's legacy uint8 kernels and
                    // its fully connected; weights with a scale per channel take float64
  float32,          // float(float(s_x * s_w) / s_y): ONNX QLinearConv
};

struct RescaleRule {
  MultiplierForm form = MultiplierForm::fixed_point;
  // fixed_point: bits of the mantissa without its sign. 31 is TFLite's, 15 TFLite's for 16-bit
  // activations, fewer on machines with narrow multipliers.
  int multiplier_bits = 31;
  // fixed_point with 31 bits: the product is first reduced by gemmlowp's
  // SaturatingRoundingDoublingHighMul (ties to +infinity), and `rounding` rounds a second time
  // ("double rounding"). Where false, the full product is rounded once.
  bool double_rounding = true;
  // The (last) rounding.
  Rounding rounding = Rounding::half_away;
  ScaleProduct scale_product = ScaleProduct::float64;
  // power_of_two, and fixed_point machines that limit it: the right shifts that exist, both ends
  // included, counted on acc * multiplier with the multiplier as an integer (0 for power_of_two).
  int min_right_shift = -31;
  int max_right_shift = 62;

  friend bool operator==(const RescaleRule&, const RescaleRule&) = default;
};

// One effective scale, prepared for a rule.
struct Rescale {
  RescaleRule rule;
  std::int32_t multiplier =
      0;  // fixed_point: 2^(multiplier_bits-1) <= multiplier < 2^multiplier_bits, or 0
  int right_shift =
      0;  // fixed_point: M = multiplier * 2^-right_shift; power_of_two: M = 2^-right_shift
  double real_multiplier = 0;  // float32 (a value of that type) and float64

  // acc * M rounded by the rule; not yet saturated to a storage type. Double rounding takes the low
  // 32 bits of acc, as its arithmetic has no more; float forms limit the result to int32.
  std::int64_t apply(std::int64_t acc) const;
};

// Prepares M >= 0. fixed_point rounds the mantissa half away from zero (TFLite's
// QuantizeMultiplier; source: tensorflow lite/kernels/internal/quantization_util.cc). power_of_two
// takes the nearest power in the logarithm; `rescale_error` tells how far that is from M. Throws
// Error when M is negative, infinite or NaN, or 2^31 and more in fixed point.
Rescale make_rescale(double effective_scale, const RescaleRule& rule);

// M of one output channel by that order of operations. Scales are > 0.
double effective_scale(float input_scale, float weight_scale, float output_scale,
                       ScaleProduct product);
// The order that holds for weights of that granularity.
constexpr ScaleProduct for_granularity(ScaleProduct product, bool per_channel) {
  return per_channel && product == ScaleProduct::float32_product ? ScaleProduct::float64 : product;
}

// | M' / M - 1 | where M' is what the prepared rescale multiplies by; 0 for M = 0.
double rescale_error(double effective_scale, const Rescale& rescale);

// Whether the shift that the rescale needs exists on the machine.
bool shift_in_range(const Rescale& rescale);

}  // namespace requant::arith
