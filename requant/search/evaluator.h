// Worths of genes, each found once.
#pragma once

#include <map>
#include <vector>

#include "requant/search/search.h"

namespace requant::search {

class Evaluator {
 public:
  Evaluator(const SearchProblem& problem, Team& team, std::vector<Individual>& evaluated);

  // The worths of all; those that are not known yet are scored by the team and added to
  // `evaluated`.
  std::vector<Worth> operator()(const std::vector<Genes>& all);
  bool knows(const Genes& genes) const { return known_.contains(genes); }
  // The index in `evaluated` of genes that are known.
  std::size_t index(const Genes& genes) const { return known_.at(genes); }

 private:
  void score(std::vector<Genes> genes);

  const SearchProblem& problem_;
  Team& team_;
  std::vector<Individual>& evaluated_;
  std::map<Genes, std::size_t> known_;
};

}  // namespace requant::search
