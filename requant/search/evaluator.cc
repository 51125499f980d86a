#include "requant/search/evaluator.h"

#include <algorithm>

namespace requant::search {

Evaluator::Evaluator(const SearchProblem& problem, Team& team, std::vector<Individual>& evaluated)
    : problem_(problem), team_(team), evaluated_(evaluated) {
  for (std::size_t i = 0; i < evaluated.size(); ++i) known_.emplace(evaluated[i].genes, i);
}

std::vector<Worth> Evaluator::operator()(const std::vector<Genes>& all) {
  std::vector<Genes> unknown;
  for (const Genes& genes : all) {
    if (!knows(genes)) unknown.push_back(genes);
  }
  // In this order neighbours begin alike, which the scorer makes use of.
  std::ranges::sort(unknown);
  unknown.erase(std::unique(unknown.begin(), unknown.end()), unknown.end());
  if (!unknown.empty()) score(std::move(unknown));
  std::vector<Worth> worths;
  for (const Genes& genes : all) worths.push_back(evaluated_[index(genes)].worth);
  return worths;
}

void Evaluator::score(std::vector<Genes> genes) {
  std::vector<precision::PrecisionAssignment> assignments;
  for (const Genes& one : genes) assignments.push_back(problem_.genome.assignment(one));
  const std::vector<double> scores = score_together(team_, problem_.scorer, assignments);
  for (std::size_t i = 0; i < genes.size(); ++i) {
    known_.emplace(genes[i], evaluated_.size());
    evaluated_.push_back({std::move(genes[i]), {problem_.cost(assignments[i]), scores[i]}});
  }
}

}  // namespace requant::search
