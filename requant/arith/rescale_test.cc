#include "requant/arith/rescale.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "requant/base/error.h"
#include "requant/base/random.h"

namespace requant::arith {
namespace {

constexpr std::int64_t kInt32Min = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t kInt32Max = std::numeric_limits<std::int32_t>::max();
constexpr std::uint64_t kSeed = 41;

RescaleRule single_rounding(int bits, Rounding rounding) {
  return {.multiplier_bits = bits, .double_rounding = false, .rounding = rounding};
}

// A tie of the first rounding, by construction: acc * 2^30 / 2^31 with an odd acc.
Rescale half() { return make_rescale(0.5, {}); }

TEST(MakeRescale, HoldsPowersOfTwoExactly) {
  EXPECT_EQ(make_rescale(0.5, {}).multiplier, 1 << 30);
  EXPECT_EQ(make_rescale(0.5, {}).right_shift, 31);
  EXPECT_EQ(make_rescale(1.0, {}).right_shift, 30);
  EXPECT_EQ(make_rescale(8.0, {}).right_shift, 27);
  EXPECT_EQ(make_rescale(0x1p-20, {}).right_shift, 50);
}

TEST(MakeRescale, AMantissaThatRoundsUpToOneMovesTheExponent) {
  const Rescale r = make_rescale(1.0 - 0x1p-40, {});
  EXPECT_EQ(r.multiplier, 1 << 30);
  EXPECT_EQ(r.right_shift, 30);
}

TEST(MakeRescale, AMantissaOf15BitsIsCappedNotCarried) {
  const Rescale r = make_rescale(1.0 - 0x1p-20, single_rounding(15, Rounding::half_up));
  EXPECT_EQ(r.multiplier, 0x7FFF);
  EXPECT_EQ(r.right_shift, 15);
}

TEST(MakeRescale, TheMantissaTiesAwayFromZero) {
  // 2^30 + 1 + 1/2 in units of 2^-31.
  EXPECT_EQ(make_rescale((0x1p30 + 1.5) * 0x1p-31, {}).multiplier, (1 << 30) + 2);
}

TEST(MakeRescale, FlushesWhatShiftsEverythingOut) {
  EXPECT_EQ(make_rescale(0x1p-33, {}).multiplier, 0);
  EXPECT_EQ(make_rescale(0x1p-33, {}).apply(kInt32Max), 0);
  EXPECT_EQ(make_rescale(0x1p-32, {}).multiplier, 1 << 30);
  EXPECT_EQ(make_rescale(0.0, {}).apply(12345), 0);
}

TEST(MakeRescale, RefusesWhatIsNoScale) {
  EXPECT_THROW(make_rescale(-0.1, {}), Error);
  EXPECT_THROW(make_rescale(0x1p31, {}), Error);
  EXPECT_THROW(make_rescale(std::nan(""), {}), Error);
  EXPECT_THROW(make_rescale(std::numeric_limits<double>::infinity(), {}), Error);
}

TEST(MakeRescale, TakesTheNearestPowerOfTwoInTheLogarithm) {
  const RescaleRule rule{.form = MultiplierForm::power_of_two};
  EXPECT_EQ(make_rescale(0.25, rule).right_shift, 2);
  EXPECT_EQ(make_rescale(0.36, rule).right_shift, 1);  // sqrt(1/8) = 0.3535
  EXPECT_EQ(make_rescale(0.35, rule).right_shift, 2);
  EXPECT_EQ(make_rescale(4.0, rule).right_shift, -2);
}

TEST(DoubleRounding, TiesOfTheFirstRoundingGoUp) {
  EXPECT_EQ(half().apply(3), 2);    // 1.5
  EXPECT_EQ(half().apply(-3), -1);  // -1.5
}

TEST(DoubleRounding, TiesOfTheSecondRoundingGoAwayFromZero) {
  const Rescale quarter = make_rescale(0.25, {});  // halved exactly, then shifted by one
  EXPECT_EQ(quarter.apply(6), 2);                  // 3 / 2
  EXPECT_EQ(quarter.apply(-6), -2);
}

TEST(DoubleRounding, RoundsTwice) {
  // 3 / 8 rounds to 0, but 3 / 2 to 2 first and 2 / 4 to 1 then.
  const Rescale eighth = make_rescale(0.125, {});
  EXPECT_EQ(eighth.apply(3), 1);
  EXPECT_EQ(make_rescale(0.125, single_rounding(31, Rounding::half_up)).apply(3), 0);
}

TEST(DoubleRounding, ShiftsLeftBeforeItMultiplies) {
  const Rescale twelve = make_rescale(12.0, {});
  EXPECT_EQ(twelve.apply(-7), -84);
  EXPECT_EQ(twelve.apply(1), 12);
}

TEST(DoubleRounding, HoldsAtTheEndsOfInt32) {
  EXPECT_EQ(half().apply(kInt32Min), kInt32Min / 2);
  EXPECT_EQ(half().apply(kInt32Max), 1 << 30);
  const Rescale almost_one = make_rescale(1.0 - 0x1p-31, {});
  EXPECT_EQ(almost_one.multiplier, kInt32Max);
  EXPECT_EQ(almost_one.apply(kInt32Min), kInt32Min + 1);
  EXPECT_EQ(almost_one.apply(kInt32Max), kInt32Max - 1);
}

__extension__ using Wide = __int128;

// floor(value / 2^shift) in 128 bits.
Wide floor_shift(Wide value, int shift) { return value >> shift; }

TEST(DoubleRounding, IsTwoExactRoundings) {
  SCOPED_TRACE(kSeed);
  Random random(kSeed);
  for (int i = 0; i < 200000; ++i) {
    const double m = std::exp2(-18 * random.uniform());
    const std::int64_t acc = random.integer(kInt32Min, kInt32Max) >> random.integer(0, 24);
    const Rescale r = make_rescale(m, {});
    const int shift = r.right_shift - 31;
    ASSERT_GE(shift, 0);
    const Wide high = floor_shift(Wide{acc} * r.multiplier + (Wide{1} << 30), 31);
    const Wide magnitude = high < 0 ? -high : high;
    const Wide rounded =
        shift == 0 ? magnitude : floor_shift(magnitude + (Wide{1} << (shift - 1)), shift);
    const auto expected = static_cast<std::int64_t>(high < 0 ? -rounded : rounded);
    ASSERT_EQ(r.apply(acc), expected) << acc << " * " << m;
  }
}

TEST(SingleRounding, IsOneExactRounding) {
  SCOPED_TRACE(kSeed);
  Random random(kSeed);
  for (int i = 0; i < 200000; ++i) {
    const int bits = static_cast<int>(random.integer(2, 31));
    const Rescale r =
        make_rescale(std::exp2(-18 * random.uniform()), single_rounding(bits, Rounding::half_up));
    const std::int64_t acc = random.integer(kInt32Min, kInt32Max);
    const Wide expected =
        floor_shift(Wide{acc} * r.multiplier + (Wide{1} << (r.right_shift - 1)), r.right_shift);
    ASSERT_EQ(r.apply(acc), static_cast<std::int64_t>(expected)) << bits << " bits, acc " << acc;
  }
}

TEST(SingleRounding, HoldsFor48BitAccumulators) {
  const Rescale r = make_rescale(0x1p-20, single_rounding(15, Rounding::half_up));
  EXPECT_EQ(r.apply((std::int64_t{1} << 47) - 1), std::int64_t{1} << 27);
  EXPECT_EQ(r.apply(-(std::int64_t{1} << 47)), -(std::int64_t{1} << 27));
}

TEST(SingleRounding, HoldsWhereTheProductLeaves64Bits) {
  const Rescale r = make_rescale(0.75, single_rounding(31, Rounding::half_even));
  EXPECT_EQ(r.apply(std::int64_t{1} << 40), 3 * (std::int64_t{1} << 38));
  EXPECT_EQ(r.apply(-(std::int64_t{1} << 40) - 2), -3 * (std::int64_t{1} << 38) - 2);
}

TEST(Float32, ConvertsTheAccumulatorFirst) {
  const Rescale r =
      make_rescale(1.0, {.form = MultiplierForm::float32, .rounding = Rounding::half_even});
  EXPECT_EQ(r.apply((1 << 24) + 1), 1 << 24);
  EXPECT_EQ(make_rescale(0.5, r.rule).apply(5), 2);
  EXPECT_EQ(make_rescale(0.5, r.rule).apply(7), 4);
}

TEST(Float64, KeepsTheAccumulator) {
  const Rescale r = make_rescale(0.5, {.form = MultiplierForm::float64});
  EXPECT_EQ(r.apply((1 << 26) + 1), (1 << 25) + 1);
  EXPECT_EQ(r.apply(-5), -3);
}

TEST(PowerOfTwo, ShiftsBothWays) {
  const RescaleRule rule{.form = MultiplierForm::power_of_two, .rounding = Rounding::half_even};
  EXPECT_EQ(make_rescale(0.25, rule).apply(10), 2);
  EXPECT_EQ(make_rescale(0.25, rule).apply(-14), -4);
  EXPECT_EQ(make_rescale(4.0, rule).apply(-14), -56);
}

TEST(EffectiveScale, OrdersOfOperationsDiffer) {
  // Scales of which the product in float32 is inexact.
  const float x = 0.0235294122F;
  const float w = 0.0104173794F;
  const float y = 0.00787450839F;
  const double exact = static_cast<double>(x) * static_cast<double>(w) / static_cast<double>(y);
  EXPECT_EQ(effective_scale(x, w, y, ScaleProduct::float64), exact);
  EXPECT_EQ(effective_scale(x, w, y, ScaleProduct::float32_product),
            static_cast<double>(x * w) / static_cast<double>(y));
  EXPECT_NE(effective_scale(x, w, y, ScaleProduct::float32_product), exact);
  EXPECT_EQ(effective_scale(x, w, y, ScaleProduct::float32), static_cast<double>(x * w / y));
}

TEST(EffectiveScale, FloatProductsAreForWeightsWithOneScale) {
  EXPECT_EQ(for_granularity(ScaleProduct::float32_product, true), ScaleProduct::float64);
  EXPECT_EQ(for_granularity(ScaleProduct::float32_product, false), ScaleProduct::float32_product);
  EXPECT_EQ(for_granularity(ScaleProduct::float32, true), ScaleProduct::float32);
}

TEST(RescaleError, IsTheRelativeDistanceOfTheMultiplier) {
  const RescaleRule shift{.form = MultiplierForm::power_of_two};
  EXPECT_DOUBLE_EQ(rescale_error(0.3, make_rescale(0.3, shift)), 1 - 0.25 / 0.3);
  EXPECT_EQ(rescale_error(0.25, make_rescale(0.25, shift)), 0);
  EXPECT_LT(rescale_error(0.3, make_rescale(0.3, {})), 0x1p-31);
}

TEST(ShiftInRange, CountsOnTheIntegerMultiplier) {
  RescaleRule rule{
      .form = MultiplierForm::power_of_two, .min_right_shift = 0, .max_right_shift = 16};
  EXPECT_TRUE(shift_in_range(make_rescale(1.0, rule)));
  EXPECT_TRUE(shift_in_range(make_rescale(0x1p-16, rule)));
  EXPECT_FALSE(shift_in_range(make_rescale(0x1p-17, rule)));
  EXPECT_FALSE(shift_in_range(make_rescale(2.0, rule)));
}

}  // namespace
}  // namespace requant::arith
