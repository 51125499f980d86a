// What a step costs: expected squared error at the logits, by the noise gains.
#pragma once

#include <vector>

#include "requant/requantize/draft.h"
#include "requant/requantize/noise_gain.h"
#include "requant/requantize/statistics.h"
#include "requant/target/target.h"

namespace requant::requantize {

// Rounding to the step and clipping to the range that it leaves, for one tensor. `step` in source
// real units.
double activation_cost(const Draft& draft, TensorId id, const TensorStatistics& statistics,
                       const std::vector<double>& gain, double step);

// The error of a layer's weights on grids of step `phase` modulo powers of two: cost[i] is for a
// step of 2^(i / cost.size() + n), n chosen best (per output channel where `granularity` says so).
// `levels`: the largest weight magnitude in stored units.
std::vector<double> weight_cost_table(const Draft& draft, const Layer& layer,
                                      const Statistics& statistics, const NoiseGains& gains,
                                      Granularity granularity, double levels, int resolution);

}  // namespace requant::requantize
