#include "requant/search/nsga2.h"

#include <gtest/gtest.h>

namespace requant::search {
namespace {

// Every gene costs 3 - value, and scores 3 - value as well where it is even, 2 - value where odd:
// the front is known.
std::vector<Worth> worths_of(const std::vector<Genes>& all) {
  std::vector<Worth> worths;
  for (const Genes& genes : all) {
    Worth worth;
    for (std::size_t i = 0; i < genes.size(); ++i) {
      worth.cost += 3 - genes[i];
      worth.score += (3 - genes[i]) * (i % 3 == 0 ? 2.0 : 1.0);
    }
    worths.push_back(worth);
  }
  return worths;
}

std::vector<Individual> first_population(std::size_t genes, std::size_t count, Random& random) {
  std::vector<Individual> population;
  for (std::size_t i = 0; i < count; ++i) {
    Genes one;
    for (std::size_t g = 0; g < genes; ++g) one.push_back(static_cast<int>(random.integer(0, 3)));
    population.push_back({one, worths_of({one})[0]});
  }
  return population;
}

std::vector<Individual> evolved(std::uint64_t seed, int generations) {
  Random random(seed);
  auto population = first_population(9, 32, random);
  const std::vector<int> widths(9, 4);
  for (int i = 0; i < generations; ++i) {
    population = next_generation(population, widths, worths_of, seed + static_cast<unsigned>(i));
  }
  return population;
}

double area(const std::vector<Individual>& population) {
  std::vector<Worth> worths;
  for (const Individual& one : population) worths.push_back(one.worth);
  return hypervolume(worths, {27, 0}, {1, 1});
}

TEST(Nsga2, finds_a_known_front) {
  // The best: the three genes that score double are spent on first.
  std::vector<Worth> best;
  for (int cost = 0; cost <= 27; ++cost) {
    best.push_back({static_cast<double>(cost), cost <= 9 ? 2.0 * cost : 9.0 + cost});
  }
  const double whole = hypervolume(best, {27, 0}, {1, 1});
  EXPECT_LT(area(evolved(1, 0)), 0.8 * whole);
  EXPECT_GT(area(evolved(1, 60)), 0.97 * whole);
}

TEST(Nsga2, the_same_seed_gives_the_same_population_and_another_one_another) {
  const auto genes = [](const std::vector<Individual>& population) {
    std::vector<Genes> all;
    for (const Individual& one : population) all.push_back(one.genes);
    return all;
  };
  EXPECT_EQ(genes(evolved(7, 5)), genes(evolved(7, 5)));
  EXPECT_NE(genes(evolved(7, 5)), genes(evolved(8, 5)));
}

TEST(Nsga2, children_keep_to_the_widths) {
  Random random(3);
  std::vector<Individual> population;
  const std::vector<int> widths{2, 3, 9};
  for (int i = 0; i < 16; ++i) {
    Genes genes;
    for (const int width : widths) genes.push_back(static_cast<int>(random.integer(0, width - 1)));
    population.push_back({genes, worths_of({genes})[0]});
  }
  for (unsigned i = 0; i < 20; ++i) {
    population = next_generation(population, widths, worths_of, i);
    for (const Individual& one : population) {
      for (std::size_t g = 0; g < widths.size(); ++g) {
        EXPECT_GE(one.genes[g], 0);
        EXPECT_LT(one.genes[g], widths[g]);
      }
    }
  }
}

}  // namespace
}  // namespace requant::search
