#include "requant/requantize/samples.h"

#include <algorithm>
#include <numeric>

#include "requant/base/parallel.h"

namespace requant::requantize {
namespace {

constexpr std::size_t kFewProofs = 8;

// `count` of the items, the first one and others at equal distances.
std::vector<std::size_t> spread(const std::vector<std::size_t>& items, std::size_t count) {
  count = std::min(count, items.size());
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < count; ++i) chosen.push_back(items[i * items.size() / count]);
  return chosen;
}

class Subset : public data::Dataset {
 public:
  Subset(const data::Dataset& whole, std::vector<std::size_t> indices)
      : whole_(whole), indices_(std::move(indices)) {}

  std::size_t size() const override { return indices_.size(); }
  data::Sample sample(std::size_t index) const override {
    return whole_.sample(indices_.at(index));
  }
  std::optional<std::int64_t> label(std::size_t) const override { return std::nullopt; }
  std::string description() const override {
    return std::to_string(indices_.size()) + " of " + whole_.description();
  }

 private:
  const data::Dataset& whole_;
  std::vector<std::size_t> indices_;
};

}  // namespace

SampleSplit split_samples(std::size_t available, std::size_t fit, std::size_t proof) {
  std::vector<std::size_t> all(available);
  std::iota(all.begin(), all.end(), std::size_t{0});
  SampleSplit split;
  split.fit = spread(all, fit);
  std::vector<std::size_t> rest;
  std::set_difference(all.begin(), all.end(), split.fit.begin(), split.fit.end(),
                      std::back_inserter(rest));
  split.apart = rest.size() >= std::min(proof, kFewProofs);
  split.proof = spread(split.apart ? rest : all, proof);
  return split;
}

std::unique_ptr<data::Dataset> subset(const data::Dataset& dataset,
                                      std::vector<std::size_t> indices) {
  return std::make_unique<Subset>(dataset, std::move(indices));
}

std::vector<std::vector<Array>> model_inputs(const Graph& graph, const data::Preprocess& preprocess,
                                             const data::Dataset& dataset) {
  std::vector<std::vector<Array>> inputs(dataset.size());
  parallel_for(dataset.size(), [&](std::size_t i) {
    inputs[i].push_back(preprocess.apply(graph, dataset.sample(i)));
  });
  return inputs;
}

}  // namespace requant::requantize
