#include "requant/base/random.h"

#include <gtest/gtest.h>

#include <set>

namespace requant {
namespace {

TEST(Random, gives_the_published_sequence) {
  // xoshiro256** from the state that SplitMix64 makes of the seed 0; its first four values, by the
  // authors' C code, are the state.
  Random random(0);
  EXPECT_EQ(random.bits(), 11091344671253066420ULL);
  EXPECT_EQ(random.bits(), 13793997310169335082ULL);
}

TEST(Random, reaches_both_ends_of_a_range) {
  Random random(1);
  std::set<std::int64_t> seen;
  for (int i = 0; i < 200; ++i) seen.insert(random.integer(-2, 3));
  EXPECT_EQ(seen, (std::set<std::int64_t>{-2, -1, 0, 1, 2, 3}));
  EXPECT_EQ(random.integer(7, 7), 7);
  random.integer(INT64_MIN, INT64_MAX);
}

TEST(Random, has_the_moments_of_its_distributions) {
  Random random(2);
  constexpr int kCount = 100'000;
  double uniform = 0;
  double normal = 0;
  double square = 0;
  for (int i = 0; i < kCount; ++i) {
    const double u = random.uniform();
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    uniform += u / kCount;
    const double n = random.normal();
    normal += n / kCount;
    square += n * n / kCount;
  }
  EXPECT_NEAR(uniform, 0.5, 0.005);
  EXPECT_NEAR(normal, 0, 0.02);
  EXPECT_NEAR(square, 1, 0.02);
}

TEST(mixed_seed, depends_on_every_part_and_their_order) {
  std::set<std::uint64_t> seen{mixed_seed({}), mixed_seed({0}), mixed_seed({0, 0})};
  for (std::uint64_t a = 0; a < 30; ++a) {
    for (std::uint64_t b = 1; b < 30; ++b) seen.insert(mixed_seed({a, b}));
  }
  EXPECT_EQ(seen.size(), 3U + 30 * 29);
  EXPECT_EQ(mixed_seed({1, 2}), mixed_seed({1, 2}));
}

}  // namespace
}  // namespace requant
