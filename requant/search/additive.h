// The search problem under the assumption that layers do not matter to each other.
#pragma once

#include <functional>
#include <vector>

#include "requant/search/genome.h"

namespace requant::search {

// What a value of a gene adds to the loss and to the cost.
struct Addend {
  double loss = 0;
  double cost = 0;
};

// All choices of genes that no other beats in the sum of both, by rising cost: the multiple-choice
// knapsack for every capacity (as the integer programs of HAWQ-V3, arXiv 2011.10680), by merging
// fronts layer after layer. Where a merged front grows beyond some thousands, only the best in each
// of as many intervals of cost is kept, so that sums are off by less than that interval.
std::vector<Genes> additive_front(const std::vector<std::vector<Addend>>& addends);

}  // namespace requant::search
