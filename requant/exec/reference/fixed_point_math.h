// Functions on fixed-point numbers in int32, after gemmlowp (fixedpoint/fixedpoint.h): a number
// with n integer bits is raw * 2^(n - 31).
#pragma once

#include <cstdint>

#include "requant/arith/saturate.h"

namespace requant::exec::reference {

inline constexpr arith::IntegerType kInt16{16, true};

// (a * b) / 2^31 to nearest, ties toward +infinity, saturated.
std::int32_t multiply_high(std::int32_t a, std::int32_t b);

// x * 2^exponent: saturated where the exponent is positive, rounded half away from zero where it
// is negative.
std::int32_t multiply_by_power(std::int32_t x, int exponent);

// exp(a) for a <= 0 with `integer_bits` integer bits (at most 5); the result has none.
std::int32_t exp_on_negative_values(std::int32_t a, int integer_bits);

// 1 / (1 + a) for a in [0, 1) with no integer bits; the result has none.
std::int32_t one_over_one_plus(std::int32_t a);

// (1 - a) / (1 + a) for a in [0, 1), as above.
std::int32_t one_minus_over_one_plus(std::int32_t a);

// logistic(a) with `integer_bits` integer bits; the result has none.
std::int32_t logistic_fixed(std::int32_t a, int integer_bits);

// The reciprocal of a sum x > 0 with `integer_bits` integer bits: result * 2^-31 *
// 2^-bits_over_unit.
struct Reciprocal {
  std::int32_t scale;
  int bits_over_unit;
};
Reciprocal reciprocal(std::int32_t x, int integer_bits);

}  // namespace requant::exec::reference
