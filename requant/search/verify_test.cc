#include "requant/search/verify.h"

#include <gtest/gtest.h>

namespace requant::search {
namespace {

// Ten points a bit; counts what it is asked for.
class MadeUpScorer final : public Scorer {
 public:
  std::vector<double> score(
      std::span<const precision::PrecisionAssignment> assignments) const override {
    std::vector<double> scores;
    for (const auto& one : assignments) {
      ++scored;
      scores.push_back(10.0 * one.layers[0].weights);
    }
    return scores;
  }
  std::string name() const override { return "made up"; }
  std::string unit() const override { return "%"; }
  std::string how() const override { return "Made up."; }

  mutable std::size_t scored = 0;
};

Point point(int bits) { return {{{{bits, bits}}}, 1, {}, {}}; }

TEST(Verify, scores_points_and_references_once_and_leaves_their_order) {
  Front front;
  front.points = {point(2), point(8)};
  front.references = {{"8 bits", point(8)}, {"4 bits", point(4)}};
  const MadeUpScorer scorer;
  Team alone;
  verify(front, scorer, alone);
  EXPECT_EQ(scorer.scored, 3U);
  EXPECT_EQ(front.points[0].verified, 20);
  EXPECT_EQ(front.points[1].verified, 80);
  EXPECT_EQ(front.references[0].point.verified, 80);
  EXPECT_EQ(front.references[1].point.verified, 40);
  EXPECT_EQ(front.points[0].score, 1);
  EXPECT_EQ(front.verified_by, "Made up.");
}

}  // namespace
}  // namespace requant::search
