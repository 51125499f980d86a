// Which samples a conversion is fitted to, and which prove it.
#pragma once

#include <memory>
#include <vector>

#include "requant/data/dataset.h"
#include "requant/data/preprocess.h"

namespace requant::requantize {

// Indices into a dataset, ascending.
struct SampleSplit {
  std::vector<std::size_t> fit;
  std::vector<std::size_t> proof;
  bool apart = true;  // no sample is in both
};

// Up to `fit` and `proof` samples of `available`, each spread evenly. Where there are too few, the
// proof takes what the fit leaves over, or, where that is less than 8, samples that were fitted to.
SampleSplit split_samples(std::size_t available, std::size_t fit, std::size_t proof);

// Some samples of a dataset, without labels. Keeps a reference.
std::unique_ptr<data::Dataset> subset(const data::Dataset& dataset,
                                      std::vector<std::size_t> indices);

// The model's inputs for every sample: one array each, in the form of its only input.
std::vector<std::vector<Array>> model_inputs(const Graph& graph, const data::Preprocess& preprocess,
                                             const data::Dataset& dataset);

}  // namespace requant::requantize
