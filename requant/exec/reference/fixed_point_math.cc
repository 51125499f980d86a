#include "requant/exec/reference/fixed_point_math.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "requant/arith/rounding.h"

namespace requant::exec::reference {
namespace {

constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();

// (a + b) / 2, ties away from zero.
std::int32_t half_sum(std::int32_t a, std::int32_t b) {
  const std::int64_t sum = std::int64_t{a} + b;
  return static_cast<std::int32_t>((sum + (sum >= 0 ? 1 : -1)) / 2);
}

// exp(a) for a in [-1/4, 0), no integer bits: the Taylor series of the fourth order around -1/8.
std::int32_t exp_near_zero(std::int32_t a) {
  constexpr std::int32_t kExpOfMinusEighth = 1895147668;
  constexpr std::int32_t kThird = 715827883;
  const std::int32_t x = a + (1 << 28);
  const std::int32_t x2 = multiply_high(x, x);
  const std::int32_t x3 = multiply_high(x2, x);
  const std::int32_t x4 = multiply_high(x2, x2);
  const std::int32_t x4_over_4 = multiply_by_power(x4, -2);
  const std::int32_t rest = multiply_by_power(multiply_high(x4_over_4 + x3, kThird) + x2, -1);
  return kExpOfMinusEighth + multiply_high(kExpOfMinusEighth, x + rest);
}

// 1 / d for d in [1/2, 1), as a number with 2 integer bits: three Newton steps.
std::int32_t reciprocal_of_half_denominator(std::int32_t half_denominator) {
  constexpr std::int32_t k48Over17 = 1515870810;
  constexpr std::int32_t kMinus32Over17 = -1010580540;
  constexpr std::int32_t kOne = 1 << 29;
  std::int32_t x = k48Over17 + multiply_high(half_denominator, kMinus32Over17);
  for (int step = 0; step < 3; ++step) {
    const std::int32_t error = kOne - multiply_high(half_denominator, x);
    x += multiply_by_power(multiply_high(x, error), 2);
  }
  return x;
}

}  // namespace

std::int32_t multiply_high(std::int32_t a, std::int32_t b) {
  if (a == kMin && b == kMin) return kMax;
  return static_cast<std::int32_t>(
      arith::rounding_right_shift(std::int64_t{a} * b, 31, arith::Rounding::half_up));
}

std::int32_t multiply_by_power(std::int32_t x, int exponent) {
  if (exponent <= 0) {
    return static_cast<std::int32_t>(
        arith::rounding_right_shift(x, -exponent, arith::Rounding::half_away));
  }
  const std::int64_t product = std::int64_t{x} * (std::int64_t{1} << exponent);
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(product, kMin, kMax));
}

std::int32_t exp_on_negative_values(std::int32_t a, int integer_bits) {
  if (a == 0) return kMax;
  // exp(-2^e) for e = -2 .. 4.
  constexpr std::array<std::int32_t, 7> kFactors{1672461947, 1302514674, 790015084, 290630308,
                                                 39332535,   720401,     242};
  const int fraction_bits = 31 - integer_bits;
  const std::int32_t quarter = 1 << (fraction_bits - 2);
  const std::int32_t rest = (a & (quarter - 1)) - quarter;
  std::int32_t result = exp_near_zero(multiply_by_power(rest, integer_bits));
  const std::int32_t quarters = rest - a;
  for (int i = 0; i < 7; ++i) {
    const int exponent = i - 2;
    if (exponent >= integer_bits) break;
    if ((quarters & (1 << (fraction_bits + exponent))) != 0) {
      result = multiply_high(result, kFactors[static_cast<std::size_t>(i)]);
    }
  }
  return result;
}

std::int32_t one_over_one_plus(std::int32_t a) {
  // 1 / (1 + a) = (1 / ((1 + a) / 2)) / 2: halving moves the point, doubling the format back.
  return multiply_by_power(reciprocal_of_half_denominator(half_sum(a, kMax)), 1);
}

std::int32_t one_minus_over_one_plus(std::int32_t a) {
  constexpr std::int32_t kOne = 1 << 29;
  return multiply_by_power(reciprocal_of_half_denominator(half_sum(a, kMax)) - kOne, 2);
}

std::int32_t logistic_fixed(std::int32_t a, int integer_bits) {
  if (a == 0) return 1 << 30;
  const std::int32_t negative = a > 0 ? -a : a;
  const std::int32_t positive_result =
      one_over_one_plus(exp_on_negative_values(negative, integer_bits));
  return a > 0 ? positive_result : kMax - positive_result;
}

Reciprocal reciprocal(std::int32_t x, int integer_bits) {
  const int headroom = std::countl_zero(static_cast<std::uint32_t>(x));
  const std::uint32_t normalized = (static_cast<std::uint32_t>(x) << headroom) - (1U << 31);
  return {one_over_one_plus(static_cast<std::int32_t>(normalized)), integer_bits - headroom};
}

}  // namespace requant::exec::reference
