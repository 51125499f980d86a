#include "requant/arith/saturate.h"

#include <gtest/gtest.h>

namespace requant::arith {
namespace {

TEST(IntegerType, HasTheRangeOfItsWidth) {
  EXPECT_EQ((IntegerType{8, true}.min()), -128);
  EXPECT_EQ((IntegerType{8, true}.max()), 127);
  EXPECT_EQ((IntegerType{8, false}.min()), 0);
  EXPECT_EQ((IntegerType{8, false}.max()), 255);
  EXPECT_EQ((IntegerType{20, true}.max()), 524287);
  EXPECT_EQ((IntegerType{64, true}.min()), INT64_MIN);
  EXPECT_EQ((IntegerType{64, true}.max()), INT64_MAX);
}

TEST(IntegerType, WrapIsTheRemainderInItsRange) {
  for (const bool is_signed : {true, false}) {
    for (int bits = 1; bits <= 12; ++bits) {
      const IntegerType type{bits, is_signed};
      const std::int64_t period = std::int64_t{1} << bits;
      for (std::int64_t v = -3 * period; v <= 3 * period; ++v) {
        const std::int64_t wrapped = type.wrap(v);
        ASSERT_TRUE(type.contains(wrapped)) << v << " in " << bits << " bits";
        ASSERT_EQ((wrapped - v) % period, 0) << v << " in " << bits << " bits";
      }
    }
  }
}

TEST(IntegerType, SaturateTakesTheNearestValueOfItsRange) {
  const IntegerType type{5, true};
  for (std::int64_t v = -100; v <= 100; ++v) {
    EXPECT_EQ(type.saturate(v), v < -16 ? -16 : v > 15 ? 15 : v);
  }
  EXPECT_EQ((IntegerType{32, true}.saturate(INT64_MAX)), 2147483647);
}

}  // namespace
}  // namespace requant::arith
