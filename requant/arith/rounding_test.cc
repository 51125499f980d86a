#include "requant/arith/rounding.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace requant::arith {
namespace {

constexpr std::array kRules{Rounding::half_up, Rounding::half_away, Rounding::half_even,
                            Rounding::floor, Rounding::toward_zero};

// numerator / denominator rounded by the definition of the rule, found by looking at the two
// neighbours of the exact quotient.
std::int64_t by_definition(std::int64_t numerator, std::int64_t denominator, Rounding rounding) {
  std::int64_t below = numerator / denominator - 1;
  while ((below + 1) * denominator <= numerator) ++below;
  const std::int64_t to_below = numerator - below * denominator;
  if (to_below == 0) return below;
  const std::int64_t to_above = denominator - to_below;
  const bool negative = numerator < 0;
  switch (rounding) {
    case Rounding::floor:
      return below;
    case Rounding::toward_zero:
      return negative ? below + 1 : below;
    case Rounding::half_up:
      return to_below < to_above ? below : below + 1;
    case Rounding::half_away:
      if (to_below == to_above) return negative ? below : below + 1;
      return to_below < to_above ? below : below + 1;
    case Rounding::half_even:
      if (to_below == to_above) return below % 2 == 0 ? below : below + 1;
      return to_below < to_above ? below : below + 1;
  }
  return 0;
}

TEST(RoundingRightShift, IsExactForEvery16BitValueAndShift) {
  for (const Rounding rounding : kRules) {
    for (int shift = 0; shift <= 17; ++shift) {
      for (std::int64_t v = -32768; v <= 32767; ++v) {
        ASSERT_EQ(rounding_right_shift(v, shift, rounding),
                  by_definition(v, std::int64_t{1} << shift, rounding))
            << v << " >> " << shift << " by rule " << static_cast<int>(rounding);
      }
    }
  }
}

TEST(RoundingRightShift, HoldsAtTheLargestShift) {
  const std::int64_t half = std::int64_t{1} << 61;
  EXPECT_EQ(rounding_right_shift(half, 62, Rounding::half_up), 1);
  EXPECT_EQ(rounding_right_shift(-half, 62, Rounding::half_up), 0);
  EXPECT_EQ(rounding_right_shift(-half, 62, Rounding::half_away), -1);
  EXPECT_EQ(rounding_right_shift(half, 62, Rounding::half_even), 0);
  EXPECT_EQ(rounding_right_shift(std::numeric_limits<std::int64_t>::min(), 62, Rounding::floor),
            -2);
}

TEST(RoundingRightShift, TiesGoWhereTheirNameSays) {
  // 2.5, 3.5, -2.5, -3.5 as 5, 7, -5, -7 over 2.
  EXPECT_EQ(rounding_right_shift(5, 1, Rounding::half_up), 3);
  EXPECT_EQ(rounding_right_shift(-5, 1, Rounding::half_up), -2);
  EXPECT_EQ(rounding_right_shift(5, 1, Rounding::half_away), 3);
  EXPECT_EQ(rounding_right_shift(-5, 1, Rounding::half_away), -3);
  EXPECT_EQ(rounding_right_shift(5, 1, Rounding::half_even), 2);
  EXPECT_EQ(rounding_right_shift(7, 1, Rounding::half_even), 4);
  EXPECT_EQ(rounding_right_shift(-5, 1, Rounding::half_even), -2);
  EXPECT_EQ(rounding_right_shift(-7, 1, Rounding::half_even), -4);
  EXPECT_EQ(rounding_right_shift(-5, 1, Rounding::floor), -3);
  EXPECT_EQ(rounding_right_shift(-5, 1, Rounding::toward_zero), -2);
}

TEST(RoundingDivide, IsExactForSmallNumbers) {
  for (const Rounding rounding : kRules) {
    for (std::int64_t denominator = 1; denominator <= 100; ++denominator) {
      for (std::int64_t numerator = -1000; numerator <= 1000; ++numerator) {
        ASSERT_EQ(rounding_divide(numerator, denominator, rounding),
                  by_definition(numerator, denominator, rounding))
            << numerator << " / " << denominator << " by rule " << static_cast<int>(rounding);
      }
    }
  }
}

TEST(RoundReal, AgreesWithExactQuotients) {
  for (const Rounding rounding : kRules) {
    for (std::int64_t eighths = -4000; eighths <= 4000; ++eighths) {
      ASSERT_EQ(round_real(static_cast<double>(eighths) / 8, rounding),
                static_cast<double>(by_definition(eighths, 8, rounding)));
    }
  }
}

TEST(RoundReal, DoesNotMoveALittleLessThanOneHalf) {
  const double below = std::nextafter(0.5, 0.0);
  EXPECT_EQ(round_real(below, Rounding::half_up), 0);
  EXPECT_EQ(round_real(below, Rounding::half_away), 0);
  EXPECT_EQ(round_real(below, Rounding::half_even), 0);
}

TEST(RoundToInt32, LimitsWhatDoesNotFit) {
  EXPECT_EQ(round_to_int32(1e30, Rounding::half_even), 2147483647);
  EXPECT_EQ(round_to_int32(-1e30, Rounding::half_even), -2147483648LL);
  EXPECT_EQ(round_to_int32(std::numeric_limits<double>::infinity(), Rounding::floor), 2147483647);
  EXPECT_EQ(round_to_int32(std::nan(""), Rounding::half_up), 0);
}

}  // namespace
}  // namespace requant::arith
