#include "requant/search/search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "requant/base/error.h"
#include "requant/base/test_folder.h"
#include "requant/search/checkpoint.h"

namespace requant::search {
namespace {

using precision::PrecisionAssignment;

constexpr std::size_t kLayers = 8;

// Layers differ in what they lose, and neighbours of different widths lose more than their sum.
class MadeUpScorer final : public Scorer {
 public:
  std::vector<double> score(std::span<const PrecisionAssignment> assignments) const override {
    std::vector<double> scores;
    for (const PrecisionAssignment& one : assignments) {
      ++scored;
      double score = 92;
      for (std::size_t i = 0; i < kLayers; ++i) {
        const int bits = one.layers[i].weights;
        score -= (bits == 2 ? 0.5 : bits == 4 ? 0.1 : 0) * static_cast<double>(1 + i % 3);
        if (i > 0 && bits != one.layers[i - 1].weights) score -= 0.3;
      }
      scores.push_back(score);
    }
    return scores;
  }
  std::string name() const override { return "made up"; }
  std::string unit() const override { return "%"; }
  std::string how() const override { return ""; }

  mutable std::size_t scored = 0;
};

PrecisionAssignment all(int bits) {
  return {std::vector<precision::Precision>(kLayers, {bits, bits})};
}

struct Fixture {
  Genome genome{std::vector<std::vector<precision::Precision>>(kLayers, {{8, 8}, {4, 4}, {2, 2}})};
  MadeUpScorer scorer;
  SearchProblem problem{genome,
                        scorer,
                        [](const PrecisionAssignment& one) {
                          double cost = 0;
                          for (const auto& layer : one.layers) cost += layer.weights;
                          return cost;
                        },
                        {},
                        {all(8), all(4), all(2)},
                        "made up"};
  Team alone;

  Fixture() {
    for (std::size_t i = 0; i < kLayers; ++i) {
      const auto times = static_cast<double>(1 + i % 3);
      problem.addends.push_back({{0, 8}, {0.1 * times, 4}, {0.5 * times, 2}});
    }
  }
  SearchState run(const SearchOptions& options, const SearchHooks& hooks = {}) {
    return search(problem, options, alone, hooks);
  }
};

std::vector<Genes> genes_of(const SearchState& state) {
  std::vector<Genes> genes;
  for (const Individual& one : state.evaluated) genes.push_back(one.genes);
  return genes;
}

TEST(Search, scores_every_assignment_once_and_keeps_to_its_budget) {
  Fixture made;
  const SearchState state = made.run({.evaluations = 200, .population = 16, .seed = 3});
  EXPECT_TRUE(state.finished);
  EXPECT_EQ(made.scorer.scored, state.evaluated.size());
  EXPECT_GE(state.evaluated.size(), 200U);
  EXPECT_LT(state.evaluated.size(), 200U + 2 * 16U);
  std::vector<Genes> genes = genes_of(state);
  std::ranges::sort(genes);
  EXPECT_TRUE(std::ranges::adjacent_find(genes) == genes.end());
  EXPECT_EQ(genes_of(state)[0].size(), kLayers);
}

TEST(Search, fronts_only_grow_and_beat_random_and_additive_search) {
  Fixture made;
  const SearchState genetic = made.run({.evaluations = 300, .population = 32, .seed = 5});
  for (std::size_t i = 1; i < genetic.history.size(); ++i) {
    EXPECT_GE(genetic.history[i].hypervolume, genetic.history[i - 1].hypervolume);
  }
  for (const Method method : {Method::random, Method::additive}) {
    const SearchState other =
        made.run({.method = method, .evaluations = 300, .population = 32, .seed = 5});
    EXPECT_GT(genetic.history.back().hypervolume, other.history.back().hypervolume);
  }
}

TEST(Search, goes_on_from_a_checkpoint_to_the_same_result) {
  const TestFolder folder;
  const SearchOptions options{.evaluations = 250, .population = 16, .seed = 9};
  Fixture whole;
  const SearchState wanted = whole.run(options);
  Fixture cut;
  std::atomic<bool> stop = false;
  SearchHooks hooks;
  hooks.checkpoint = folder.path() / "checkpoint.json";
  hooks.stop = &stop;
  hooks.progress = [&](const SearchState& state) { stop = state.history.size() >= 4; };
  EXPECT_FALSE(cut.run(options, hooks).finished);
  stop = false;
  hooks.progress = {};
  hooks.resume = true;
  const SearchState resumed = cut.run(options, hooks);
  EXPECT_TRUE(resumed.finished);
  EXPECT_EQ(genes_of(resumed), genes_of(wanted));
  EXPECT_EQ(resumed.history.back().front, wanted.history.back().front);
  EXPECT_EQ(resumed.history.back().hypervolume, wanted.history.back().hypervolume);
  EXPECT_EQ(cut.scorer.scored, whole.scorer.scored);
}

TEST(Search, refuses_checkpoints_of_other_searches_and_damaged_ones) {
  const TestFolder folder;
  Fixture made;
  SearchHooks hooks;
  hooks.checkpoint = folder.path() / "checkpoint.json";
  hooks.resume = true;
  made.run({.evaluations = 40, .population = 8}, hooks);
  made.problem.fingerprint = "another";
  const auto fault = [&] {
    try {
      made.run({.evaluations = 40, .population = 8}, hooks);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no fault");
  };
  EXPECT_NE(fault().find("it is of another search"), std::string::npos) << fault();
  std::ofstream(hooks.checkpoint) << "{\"requant_search\": 1, ";
  EXPECT_NE(fault().find("it is no checkpoint"), std::string::npos) << fault();
}

TEST(Search, ends_where_there_is_nothing_left_to_find) {
  Fixture made;
  made.genome = Genome({{{8, 8}, {4, 4}, {2, 2}}});
  made.problem.references = {{{{8, 8}}}, {{{2, 2}}}};
  made.problem.addends.resize(1);
  struct OneLayer final : Scorer {
    std::vector<double> score(std::span<const PrecisionAssignment> all) const override {
      std::vector<double> scores;
      for (const auto& one : all) scores.push_back(one.layers[0].weights);
      return scores;
    }
    std::string name() const override { return ""; }
    std::string unit() const override { return ""; }
    std::string how() const override { return ""; }
  } scorer;
  const SearchProblem small{
      made.genome, scorer, made.problem.cost, made.problem.addends, made.problem.references, ""};
  const SearchState state = search(small, {.evaluations = 100, .population = 8}, made.alone, {});
  EXPECT_TRUE(state.finished);
  EXPECT_EQ(state.evaluated.size(), 3U);
}

TEST(Search, refuses_odd_populations) {
  Fixture made;
  EXPECT_THROW(made.run({.population = 10}), Error);
  EXPECT_THROW(made.run({.population = 4}), Error);
}

}  // namespace
}  // namespace requant::search
