// What a step costs: expected squared error at the logits, by the noise gains.
#pragma once

#include <vector>

#include "requant/requantize/draft.h"
#include "requant/requantize/noise_gain.h"
#include "requant/requantize/statistics.h"
#include "requant/requantize/value_range.h"
#include "requant/target/target.h"

namespace requant::requantize {

// Rounding to a step and clipping to the range that it leaves, for one tensor.
class ActivationCost {
 public:
  ActivationCost(const Draft& draft, TensorId id, const TensorStatistics& statistics,
                 const std::vector<double>& gain);

  // `step` in source real units.
  double operator()(double step) const;

 private:
  // What the grid covers at a step.
  ValueRange covered(double step) const;
  // Mean squared distance of the tensor's values to the range.
  double clip_noise(const ValueRange& range) const;

  const ActivationPlan& plan_;
  ExpectedValues values_;
  double weight_;  // of an error of variance 1 at all elements
};

// The error of a layer's weights on grids of step `phase` modulo powers of two: cost[i] is for a
// step of 2^(i / cost.size() + n), n chosen best (per output channel where `granularity` says so).
// `levels`: the largest weight magnitude in stored units.
std::vector<double> weight_cost_table(const Draft& draft, const Layer& layer,
                                      const Statistics& statistics, const NoiseGains& gains,
                                      Granularity granularity, double levels, int resolution);

}  // namespace requant::requantize
