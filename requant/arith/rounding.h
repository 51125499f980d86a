// Rounding rules, named by what happens to a tie, and the integer operations that use them.
#pragma once

#include <cstdint>

namespace requant::arith {

enum class Rounding {
  half_up,      // to nearest, ties toward +infinity
  half_away,    // to nearest, ties away from zero
  half_even,    // to nearest, ties to the even neighbour
  floor,        // toward -infinity
  toward_zero,  // truncation
};

// value / 2^right_shift, rounded. 0 <= right_shift <= 62, value of any signed type of 64 or more
// bits.
template <typename Integer>
constexpr Integer shift_right_rounded(Integer value, int right_shift, Rounding rounding) {
  if (right_shift == 0) return value;
  const Integer floor = value >> right_shift;
  const Integer rest = value - (floor << right_shift);  // 0 <= rest < 2^right_shift
  const Integer half = Integer{1} << (right_shift - 1);
  switch (rounding) {
    case Rounding::half_up:
      return floor + (rest >= half);
    case Rounding::half_away:
      return floor + (value >= 0 ? rest >= half : rest > half);
    case Rounding::half_even:
      return floor + (rest > half || (rest == half && (floor & 1) != 0));
    case Rounding::floor:
      return floor;
    case Rounding::toward_zero:
      return floor + (value < 0 && rest != 0);
  }
  return floor;
}

constexpr std::int64_t rounding_right_shift(std::int64_t value, int right_shift,
                                            Rounding rounding) {
  return shift_right_rounded(value, right_shift, rounding);
}

// numerator / denominator, rounded. denominator > 0, |numerator| <= 2^61.
constexpr std::int64_t rounding_divide(std::int64_t numerator, std::int64_t denominator,
                                       Rounding rounding) {
  std::int64_t floor = numerator / denominator;
  if (numerator % denominator < 0) --floor;
  const std::int64_t twice_rest = 2 * (numerator - floor * denominator);
  switch (rounding) {
    case Rounding::half_up:
      return floor + (twice_rest >= denominator);
    case Rounding::half_away:
      return floor + (numerator >= 0 ? twice_rest >= denominator : twice_rest > denominator);
    case Rounding::half_even:
      return floor + (twice_rest > denominator || (twice_rest == denominator && (floor & 1) != 0));
    case Rounding::floor:
      return floor;
    case Rounding::toward_zero:
      return floor + (numerator < 0 && twice_rest != 0);
  }
  return floor;
}

// A real value to the nearest integer by the rule. |value| < 2^52.
double round_real(double value, Rounding rounding);

// The same as an integer, for any value: limited to the range of int32 first; NaN becomes 0.
std::int64_t round_to_int32(double value, Rounding rounding);

}  // namespace requant::arith
