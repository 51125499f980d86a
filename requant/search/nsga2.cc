#include "requant/search/nsga2.h"

#include <memory>
#include <pagmo/algorithm.hpp>
#include <pagmo/algorithms/nsga2.hpp>
#include <pagmo/batch_evaluators/member_bfe.hpp>
#include <pagmo/bfe.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>

namespace requant::search {
namespace {

constexpr double kCrossover = 0.9;
constexpr double kCrossoverIndex = 10;  // of real genes; whole ones swap
constexpr double kMutationIndex = 20;   // the same

Genes genes_of(const double* values, std::size_t count) {
  Genes genes;
  for (std::size_t i = 0; i < count; ++i) genes.push_back(static_cast<int>(values[i]));
  return genes;
}

// What pagmo asks: vectors of whole numbers in, two aims to be made small out.
struct Problem {
  std::vector<int> widths;
  Evaluate evaluate;

  pagmo::vector_double batch_fitness(const pagmo::vector_double& values) const {
    std::vector<Genes> all;
    for (std::size_t i = 0; i < values.size(); i += widths.size()) {
      all.push_back(genes_of(values.data() + i, widths.size()));
    }
    pagmo::vector_double fitness;
    for (const Worth& worth : evaluate(all)) {
      fitness.push_back(worth.cost);
      fitness.push_back(-worth.score);
    }
    return fitness;
  }
  pagmo::vector_double fitness(const pagmo::vector_double& values) const {
    return batch_fitness(values);
  }
  std::pair<pagmo::vector_double, pagmo::vector_double> get_bounds() const {
    pagmo::vector_double low(std::max<std::size_t>(1, widths.size()), 0);
    pagmo::vector_double high(low.size(), 1);
    for (std::size_t i = 0; i < widths.size(); ++i) high[i] = widths[i] - 1;
    return {low, high};
  }
  pagmo::vector_double::size_type get_nobj() const { return 2; }
  pagmo::vector_double::size_type get_nix() const {
    return std::max<std::size_t>(1, widths.size());
  }
  // It is never written to a file.
  template <typename Archive>
  void serialize(Archive&, unsigned) {}
};

}  // namespace

std::vector<Individual> next_generation(const std::vector<Individual>& population,
                                        const std::vector<int>& widths, const Evaluate& evaluate,
                                        std::uint64_t seed) {
  const auto short_seed = static_cast<unsigned>(seed ^ (seed >> 32));
  pagmo::population members(pagmo::problem(Problem{widths, evaluate}), 0, short_seed);
  for (const Individual& individual : population) {
    members.push_back({individual.genes.begin(), individual.genes.end()},
                      {individual.worth.cost, -individual.worth.score});
  }
  pagmo::nsga2 nsga2(1, kCrossover, kCrossoverIndex, 1.0 / static_cast<double>(widths.size()),
                     kMutationIndex, short_seed);
  nsga2.set_bfe(pagmo::bfe(pagmo::member_bfe()));
  members = nsga2.evolve(members);
  std::vector<Individual> result;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto& fitness = members.get_f()[i];
    result.push_back(
        {genes_of(members.get_x()[i].data(), widths.size()), {fitness[0], -fitness[1]}});
  }
  return result;
}

bool is_available() { return true; }

}  // namespace requant::search
