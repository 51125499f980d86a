#include "requant/search/genome.h"

#include <algorithm>
#include <cstdlib>

namespace requant::search {

using precision::Precision;

Genome::Genome(std::vector<std::vector<Precision>> choices) : choices_(std::move(choices)) {
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    std::ranges::stable_sort(choices_[i], std::ranges::greater{}, [](const Precision& precision) {
      return std::pair(precision.weights + precision.activations, precision);
    });
    if (choices_[i].size() > 1) layers_.push_back(i);
  }
}

precision::PrecisionAssignment Genome::assignment(const Genes& genes) const {
  precision::PrecisionAssignment result;
  for (const auto& choices : choices_) result.layers.push_back(choices.front());
  for (std::size_t g = 0; g < layers_.size(); ++g) {
    result.layers[layers_[g]] = of(g)[static_cast<std::size_t>(genes[g])];
  }
  return result;
}

Genes Genome::nearest(const precision::PrecisionAssignment& assignment) const {
  Genes genes;
  for (std::size_t g = 0; g < layers_.size(); ++g) {
    const Precision& wanted = assignment.layers[layers_[g]];
    const auto best = std::ranges::min_element(of(g), {}, [&](const Precision& choice) {
      return std::abs(choice.weights - wanted.weights) +
             std::abs(choice.activations - wanted.activations);
    });
    genes.push_back(static_cast<int>(best - of(g).begin()));
  }
  return genes;
}

Genes Genome::draw(Random& random) const {
  Genes genes;
  for (std::size_t g = 0; g < layers_.size(); ++g) {
    genes.push_back(static_cast<int>(random.integer(0, width(g) - 1)));
  }
  return genes;
}

}  // namespace requant::search
