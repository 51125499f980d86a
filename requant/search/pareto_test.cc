#include "requant/search/pareto.h"

#include <gtest/gtest.h>

namespace requant::search {
namespace {

TEST(Pareto, keeps_what_no_other_beats_and_the_first_of_equals) {
  const std::vector<Worth> worths{{5, 90}, {3, 80}, {3, 85}, {4, 85}, {3, 85}, {9, 90}, {1, 10}};
  EXPECT_EQ(pareto_front(worths), (std::vector<std::size_t>{6, 2, 0}));
  EXPECT_TRUE(pareto_front({}).empty());
}

TEST(Pareto, hypervolume_is_the_area_below_the_limit) {
  const Worth limit{10, 50};
  // 10 x 5 below the first, and 5 x 20 that the second adds.
  EXPECT_EQ(hypervolume({{0, 55}, {5, 75}}, limit, {1, 1}), 150);
  EXPECT_EQ(hypervolume({{0, 55}, {5, 75}}, limit, {10, 50}), 150.0 / 500);
  // What is beaten, too dear or too bad adds nothing.
  EXPECT_EQ(hypervolume({{0, 55}, {5, 75}, {6, 75}, {10, 99}, {1, 50}}, limit, {1, 1}), 150);
  EXPECT_EQ(hypervolume({}, limit, {1, 1}), 0);
}

}  // namespace
}  // namespace requant::search
