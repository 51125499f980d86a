#include "requant/data/metrics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace requant::data {
namespace {

TEST(arg_max, takes_the_first_of_equal_values) {
  EXPECT_EQ(arg_max(std::vector<double>{1, 3, 3, 2}), 1);
  EXPECT_EQ(arg_max(std::vector<double>{-5}), 0);
}

TEST(in_top_k, puts_the_lower_index_of_equal_values_first) {
  const std::vector<double> values{5, 1, 5, 5, 0};
  EXPECT_TRUE(in_top_k(values, 0, 1));
  EXPECT_FALSE(in_top_k(values, 2, 1));
  EXPECT_TRUE(in_top_k(values, 2, 2));
  EXPECT_FALSE(in_top_k(values, 1, 3));
  EXPECT_TRUE(in_top_k(values, 4, 5));
}

TEST(in_top_k, has_no_labels_outside) {
  EXPECT_FALSE(in_top_k(std::vector<double>{1, 2}, 2, 5));
  EXPECT_FALSE(in_top_k(std::vector<double>{1, 2}, -1, 5));
}

TEST(Sqnr, is_a_ratio_of_sums) {
  Sqnr sqnr;
  sqnr.add(std::vector<double>{3, 4}, std::vector<double>{3, 4.5});
  EXPECT_DOUBLE_EQ(sqnr.db(), 20.0);  // 25 / 0.25
  Sqnr other;
  other.add(std::vector<double>{5}, std::vector<double>{5.5});
  sqnr.add(other);
  EXPECT_DOUBLE_EQ(sqnr.db(), 20.0);  // 50 / 0.5
}

TEST(Sqnr, centred_ignores_a_constant_shift) {
  Sqnr sqnr;
  sqnr.add_centred(std::vector<double>{1, 2, 3}, std::vector<double>{11, 12, 13});
  EXPECT_EQ(sqnr.db(), INFINITY);
  sqnr.add_centred(std::vector<double>{1, -1}, std::vector<double>{5, 4});
  EXPECT_DOUBLE_EQ(sqnr.db(), 10 * std::log10(4 / 0.5));
}

TEST(Sqnr, without_signal_is_not_a_number) {
  Sqnr sqnr;
  EXPECT_TRUE(std::isnan(sqnr.db()));
  sqnr.add(std::vector<double>{0}, std::vector<double>{1});
  EXPECT_TRUE(std::isnan(sqnr.db()));
}

TEST(label_offset, is_one_for_a_background_class_only) {
  EXPECT_EQ(label_offset(1001, 1000), 1);
  EXPECT_EQ(label_offset(1001, 998), 1);
  EXPECT_EQ(label_offset(1001, 1001), 0);
  EXPECT_EQ(label_offset(1000, 1000), 0);
  EXPECT_EQ(label_offset(10, 9), 0);
}

TEST(log_softmax, are_the_logarithms_of_shares) {
  const std::vector<double> logs = log_softmax(std::vector<double>{0, std::log(3.0)});
  EXPECT_NEAR(logs[0], std::log(0.25), 1e-12);
  EXPECT_NEAR(logs[1], std::log(0.75), 1e-12);
  // A shift changes nothing, and great values do not overflow.
  EXPECT_NEAR(log_softmax(std::vector<double>{1e6, 1e6 + std::log(3.0)})[0], logs[0], 1e-9);
}

TEST(divergence, is_that_of_kullback_and_leibler) {
  const std::vector<double> even{5, 5};
  const std::vector<double> uneven{0, std::log(3.0)};
  EXPECT_NEAR(divergence(even, uneven), 0.5 * std::log(2.0) + 0.5 * std::log(2.0 / 3), 1e-12);
  EXPECT_EQ(divergence(uneven, uneven), 0);
}

}  // namespace
}  // namespace requant::data
