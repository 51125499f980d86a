#include "requant/search/genome.h"

#include <gtest/gtest.h>

namespace requant::search {
namespace {

const Genome kGenome({{{8, 8}}, {{2, 2}, {8, 8}, {4, 4}}, {{4, 8}, {8, 8}, {8, 4}, {2, 2}}});

TEST(Genome, layers_without_a_choice_are_no_genes_and_choices_are_ordered) {
  EXPECT_EQ(kGenome.size(), 2U);
  EXPECT_EQ(kGenome.layer(0), 1U);
  EXPECT_EQ(kGenome.width(0), 3);
  EXPECT_EQ(kGenome.width(1), 4);
  const precision::PrecisionAssignment widest{{{8, 8}, {8, 8}, {8, 8}}};
  EXPECT_EQ(kGenome.assignment({0, 0}), widest);
  const precision::PrecisionAssignment mixed{{{8, 8}, {4, 4}, {2, 2}}};
  EXPECT_EQ(kGenome.assignment({1, 3}), mixed);
}

TEST(Genome, nearest_is_the_inverse_and_finds_neighbours) {
  for (int a = 0; a < 3; ++a) {
    for (int b = 0; b < 4; ++b) {
      EXPECT_EQ(kGenome.nearest(kGenome.assignment({a, b})), (Genes{a, b}));
    }
  }
  EXPECT_EQ(kGenome.nearest({{{8, 8}, {3, 3}, {2, 3}}}), (Genes{1, 3}));
}

TEST(Genome, draws_every_value) {
  Random random(5);
  std::vector<int> seen(4, 0);
  for (int i = 0; i < 400; ++i) ++seen[static_cast<std::size_t>(kGenome.draw(random)[1])];
  for (const int count : seen) EXPECT_GT(count, 50);
}

}  // namespace
}  // namespace requant::search
