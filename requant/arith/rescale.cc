#include "requant/arith/rescale.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "requant/base/error.h"

namespace requant::arith {
namespace {

constexpr std::int64_t kInt32Min = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t kInt32Max = std::numeric_limits<std::int32_t>::max();

constexpr std::int64_t kInt64Min = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kInt64Max = std::numeric_limits<std::int64_t>::max();

__extension__ using Wide = __int128;  // holds acc * multiplier for any accumulator

// gemmlowp's SaturatingRoundingDoublingHighMul: (2ab + 2^31) / 2^32, ties toward +infinity.
std::int64_t doubling_high_mul(std::int64_t a, std::int64_t b) {
  if (a == kInt32Min && b == kInt32Min) return kInt32Max;
  return rounding_right_shift(a * b, 31, Rounding::half_up);
}

// gemmlowp's order: shift left first (in int32), multiply high, then shift right.
std::int64_t apply_double_rounding(const Rescale& r, std::int64_t acc) {
  const int right_shift = r.right_shift - 31;
  const int left_shift = std::max(0, -right_shift);
  const std::int64_t shifted =
      static_cast<std::int32_t>(static_cast<std::uint64_t>(acc) << left_shift);
  const std::int64_t high = doubling_high_mul(shifted, r.multiplier);
  return rounding_right_shift(high, std::min(31, std::max(0, right_shift)), r.rule.rounding);
}

std::int64_t shift(std::int64_t value, int right_shift, Rounding rounding) {
  if (right_shift >= 0) return rounding_right_shift(value, std::min(right_shift, 62), rounding);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(value) << std::min(-right_shift, 62));
}

std::int64_t apply_single_rounding(const Rescale& r, std::int64_t acc) {
  const bool product_fits = acc >= kInt32Min && acc <= kInt32Max;
  if (product_fits) return shift(acc * r.multiplier, r.right_shift, r.rule.rounding);
  const Wide product = Wide{acc} * r.multiplier;
  const Wide result = r.right_shift >= 0 ? shift_right_rounded(product, std::min(r.right_shift, 62),
                                                               r.rule.rounding)
                                         : product * (Wide{1} << -r.right_shift);
  return static_cast<std::int64_t>(std::clamp<Wide>(result, kInt64Min, kInt64Max));
}

}  // namespace

std::int64_t Rescale::apply(std::int64_t acc) const {
  switch (rule.form) {
    case MultiplierForm::fixed_point:
      if (rule.double_rounding) return apply_double_rounding(*this, acc);
      return apply_single_rounding(*this, acc);
    case MultiplierForm::float32:
      return round_to_int32(static_cast<float>(acc) * static_cast<float>(real_multiplier),
                            rule.rounding);
    case MultiplierForm::float64:
      return round_to_int32(static_cast<double>(acc) * real_multiplier, rule.rounding);
    case MultiplierForm::power_of_two:
      return shift(acc, right_shift, rule.rounding);
  }
  return 0;
}

Rescale make_rescale(double effective_scale, const RescaleRule& rule) {
  if (!(effective_scale >= 0) || std::isinf(effective_scale)) {
    throw Error("an effective scale of " + std::to_string(effective_scale) +
                " cannot be a multiplier: scales must be finite and positive");
  }
  Rescale result;
  result.rule = rule;
  const bool is_float64 = rule.form == MultiplierForm::float64;
  result.real_multiplier =
      is_float64 ? effective_scale : static_cast<double>(static_cast<float>(effective_scale));
  if (effective_scale == 0) return result;
  if (rule.form == MultiplierForm::power_of_two) {
    result.right_shift = -static_cast<int>(std::lround(std::log2(effective_scale)));
    return result;
  }
  int exponent = 0;
  const double fraction = std::frexp(effective_scale, &exponent);
  // TFLite forms the 31-bit mantissa first and reduces it to narrower ones.
  auto mantissa = static_cast<std::int64_t>(std::round(fraction * 2147483648.0));
  if (mantissa == std::int64_t{1} << 31) {
    mantissa /= 2;
    ++exponent;
  }
  if (exponent > 31) {
    throw Error("an effective scale of " + std::to_string(effective_scale) +
                " is beyond 2^31, more than a fixed-point multiplier holds");
  }
  if (exponent < -31) {
    mantissa = 0;
    exponent = 0;
  }
  const int dropped = 31 - rule.multiplier_bits;
  if (dropped > 0) {
    mantissa = std::min(rounding_right_shift(mantissa, dropped, Rounding::half_up),
                        (std::int64_t{1} << rule.multiplier_bits) - 1);
  }
  result.multiplier = static_cast<std::int32_t>(mantissa);
  result.right_shift = rule.multiplier_bits - exponent;
  return result;
}

double effective_scale(float input_scale, float weight_scale, float output_scale,
                       ScaleProduct product) {
  switch (product) {
    case ScaleProduct::float64:
      return static_cast<double>(input_scale) * static_cast<double>(weight_scale) /
             static_cast<double>(output_scale);
    case ScaleProduct::float32_product:
      return static_cast<double>(input_scale * weight_scale) / static_cast<double>(output_scale);
    case ScaleProduct::float32:
      return static_cast<double>(input_scale * weight_scale / output_scale);
  }
  return 0;
}

double rescale_error(double effective_scale, const Rescale& rescale) {
  if (effective_scale == 0) return 0;
  double used = rescale.real_multiplier;
  if (rescale.rule.form == MultiplierForm::power_of_two)
    used = std::ldexp(1.0, -rescale.right_shift);
  if (rescale.rule.form == MultiplierForm::fixed_point) {
    used = std::ldexp(static_cast<double>(rescale.multiplier), -rescale.right_shift);
  }
  return std::abs(used / effective_scale - 1);
}

bool shift_in_range(const Rescale& rescale) {
  const MultiplierForm form = rescale.rule.form;
  if (form == MultiplierForm::float32 || form == MultiplierForm::float64) return true;
  return rescale.right_shift >= rescale.rule.min_right_shift &&
         rescale.right_shift <= rescale.rule.max_right_shift;
}

}  // namespace requant::arith
