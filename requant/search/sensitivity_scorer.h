// Scores without any data.
#pragma once

#include "requant/precision/network.h"
#include "requant/search/scorer.h"

namespace requant::search {

// Minus the loss (cross entropy, nats) that the network's owner has measured for each layer and
// precision alone, summed over the layers.
class SensitivityScorer final : public Scorer {
 public:
  // The network must outlive this. Throws Error where the file carries no sensitivities.
  explicit SensitivityScorer(const precision::Network& network);

  std::vector<double> score(
      std::span<const precision::PrecisionAssignment> assignments) const override;
  std::string name() const override { return "predicted change of the loss, negative"; }
  std::string unit() const override { return "nats"; }
  std::string how() const override;

 private:
  const precision::Network& network_;
};

// What the loss is expected to grow by when the layer alone has that precision: the sensitivity of
// it, or, where only equal widths were measured, of the mean of those of its two widths.
double expected_loss(const precision::LayerTables& layer, const precision::Precision& precision);

}  // namespace requant::search
