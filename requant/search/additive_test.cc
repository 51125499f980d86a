#include "requant/search/additive.h"

#include <gtest/gtest.h>

#include "requant/search/pareto.h"

namespace requant::search {
namespace {

using Addends = std::vector<std::vector<Addend>>;

Addends drawn(std::size_t genes, int values, std::uint64_t seed) {
  Random random(seed);
  Addends addends(genes);
  for (auto& of : addends) {
    for (int v = 0; v < values; ++v) of.push_back({random.uniform(), random.uniform()});
  }
  return addends;
}

Worth worth_of(const Addends& addends, const Genes& genes) {
  Worth worth;
  for (std::size_t g = 0; g < genes.size(); ++g) {
    const Addend& addend = addends[g][static_cast<std::size_t>(genes[g])];
    worth.cost += addend.cost;
    worth.score -= addend.loss;
  }
  return worth;
}

std::vector<Worth> worths_of(const Addends& addends, const std::vector<Genes>& all) {
  std::vector<Worth> worths;
  for (const Genes& genes : all) worths.push_back(worth_of(addends, genes));
  return worths;
}

TEST(Additive, is_the_front_of_all_combinations) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Addends addends = drawn(6, 3, seed);
    std::vector<Genes> all;
    for (int code = 0; code < 729; ++code) {
      Genes genes;
      for (int rest = code, g = 0; g < 6; ++g, rest /= 3) genes.push_back(rest % 3);
      all.push_back(genes);
    }
    const std::vector<Worth> worths = worths_of(addends, all);
    std::vector<Genes> wanted;
    for (const std::size_t i : pareto_front(worths)) wanted.push_back(all[i]);
    EXPECT_EQ(additive_front(addends), wanted) << "seed " << seed;
  }
}

TEST(Additive, thinned_fronts_stay_near_the_whole_one) {
  // 3^40 combinations. The bound of the best loss for a cost comes from the layers' convex hulls,
  // here approached by weighing both aims.
  const Addends addends = drawn(40, 3, 11);
  const std::vector<Genes> front = additive_front(addends);
  EXPECT_LE(front.size(), 4096U);
  const std::vector<Worth> worths = worths_of(addends, front);
  for (const double weight : {0.2, 0.5, 1.0, 2.0, 5.0}) {
    double best = 0;
    for (const auto& values : addends) {
      double least = 1e9;
      for (const Addend& a : values) least = std::min(least, a.loss + weight * a.cost);
      best += least;
    }
    double found = 1e9;
    for (const Worth& worth : worths) found = std::min(found, weight * worth.cost - worth.score);
    EXPECT_LT(found, best + 0.05) << "weight " << weight;
  }
}

}  // namespace
}  // namespace requant::search
