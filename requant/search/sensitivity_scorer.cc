#include "requant/search/sensitivity_scorer.h"

#include "requant/base/error.h"

namespace requant::search {

double expected_loss(const precision::LayerTables& layer, const precision::Precision& precision) {
  const auto& known = layer.sensitivity;
  if (const auto found = known.find(precision); found != known.end()) return found->second;
  const auto of = [&](int bits) {
    const auto found = known.find({bits, bits});
    return found == known.end() ? 0.0 : found->second;
  };
  return (of(precision.weights) + of(precision.activations)) / 2;
}

SensitivityScorer::SensitivityScorer(const precision::Network& network) : network_(network) {
  for (const auto& layer : network.tables.layers) {
    for (const auto& [precision, loss] : layer.sensitivity) {
      if (loss != 0) return;
    }
  }
  throw Error(
      "the network carries no sensitivities, which a search without data needs; give it images "
      "with --data");
}

std::string SensitivityScorer::how() const {
  return "Predicted by the sensitivities that the network file carries, without data: the sum over "
         "the layers of what fewer bits add to the loss, as its owner has fitted it. Nothing was "
         "run.";
}

std::vector<double> SensitivityScorer::score(
    std::span<const precision::PrecisionAssignment> assignments) const {
  std::vector<double> scores;
  for (const auto& assignment : assignments) {
    double loss = 0;
    for (std::size_t i = 0; i < assignment.layers.size(); ++i) {
      loss += expected_loss(network_.tables.layers[i], assignment.layers[i]);
    }
    scores.push_back(-loss);
  }
  return scores;
}

}  // namespace requant::search
