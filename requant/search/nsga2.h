// One generation of NSGA-II (Deb et al., IEEE Trans. Evolutionary Computation 6(2), 2002), by
// pagmo.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "requant/search/genome.h"
#include "requant/search/pareto.h"

namespace requant::search {

struct Individual {
  Genes genes;
  Worth worth;
};

// The worths of many, in their order.
using Evaluate = std::function<std::vector<Worth>(const std::vector<Genes>&)>;

// The next generation, as large as this one: children by two-point crossover and by changing a gene
// in 1 / (number of genes), then the best of parents and children. `widths`: how many values each
// gene has, all 2 or more. A population is 8 or more and divisible by 4. The same for the same
// seed.
std::vector<Individual> next_generation(const std::vector<Individual>& population,
                                        const std::vector<int>& widths, const Evaluate& evaluate,
                                        std::uint64_t seed);

// Whether this program can search: false where it was built without pagmo, and next_generation
// throws an Error that says so.
bool is_available();

}  // namespace requant::search
