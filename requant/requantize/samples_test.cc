#include "requant/requantize/samples.h"

#include <gtest/gtest.h>

namespace requant::requantize {
namespace {

using Indices = std::vector<std::size_t>;

TEST(split_samples, proves_on_others_where_there_are_enough) {
  const SampleSplit split = split_samples(100, 4, 8);
  EXPECT_EQ(split.fit, (Indices{0, 25, 50, 75}));
  EXPECT_EQ(split.proof.size(), 8U);
  EXPECT_TRUE(split.apart);
  for (const std::size_t i : split.proof) EXPECT_NE(i % 25, 0U);
}

TEST(split_samples, takes_what_is_left_over) {
  const SampleSplit split = split_samples(20, 10, 32);
  EXPECT_EQ(split.fit.size(), 10U);
  EXPECT_EQ(split.proof.size(), 10U);
  EXPECT_TRUE(split.apart);
}

TEST(split_samples, uses_all_twice_where_there_are_too_few) {
  const SampleSplit split = split_samples(3, 32, 32);
  EXPECT_EQ(split.fit, (Indices{0, 1, 2}));
  EXPECT_EQ(split.proof, (Indices{0, 1, 2}));
  EXPECT_FALSE(split.apart);
}

}  // namespace
}  // namespace requant::requantize
