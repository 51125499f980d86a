// Assignments as whole numbers, which a genetic search varies.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "requant/base/random.h"
#include "requant/precision/precision.h"

namespace requant::search {

// A gene for each layer that has a choice: an index into its choices. Greater is narrower.
using Genes = std::vector<int>;

class Genome {
 public:
  // What each layer may be, at least one, by layer. They are put in order: the most bits first.
  explicit Genome(std::vector<std::vector<precision::Precision>> choices);

  std::size_t size() const { return layers_.size(); }
  // How many values the gene has, 2 or more.
  int width(std::size_t gene) const { return static_cast<int>(of(gene).size()); }
  std::size_t layer(std::size_t gene) const { return layers_[gene]; }
  const std::vector<precision::Precision>& choices(std::size_t layer) const {
    return choices_[layer];
  }

  precision::PrecisionAssignment assignment(const Genes& genes) const;
  // The genes of the choices that are nearest to an assignment: whose bits differ least in sum, of
  // equal ones the widest.
  Genes nearest(const precision::PrecisionAssignment& assignment) const;
  // Every gene drawn evenly.
  Genes draw(Random& random) const;

 private:
  const std::vector<precision::Precision>& of(std::size_t gene) const {
    return choices_[layers_[gene]];
  }

  std::vector<std::vector<precision::Precision>> choices_;  // by layer
  std::vector<std::size_t> layers_;                         // by gene
};

}  // namespace requant::search
