// Batch normalization's statistics: measured for an assignment, and predicted by a rule.
#pragma once

#include <functional>

#include "requant/train/differentiable.h"

namespace requant::train {

// The statistics of the network under an assignment: means over the batches, and variances with
// that of the batches' means.
NetworkStatistics measure_statistics(const Differentiable& network,
                                     const precision::PrecisionAssignment& assignment,
                                     const std::vector<torch::Tensor>& batches);
// The same with the float network.
NetworkStatistics measure_float_statistics(const Differentiable& network,
                                           const std::vector<torch::Tensor>& batches);

precision::MeasuredStatistics to_table(const precision::PrecisionAssignment& assignment,
                                       const NetworkStatistics& statistics);
// What precision::statistics gives for the tables, as tensors.
NetworkStatistics from_tables(const precision::Tables& tables,
                              const precision::PrecisionAssignment& assignment,
                              torch::Device device);

// Fits every layer's StatisticsRule to measurements by ridge regression: mean and log variance as
// a sum over the widths, below the widest, of the layer itself and all layers before it. One width
// a layer counts once where all measurements have weights and activations alike.
void fit_rules(precision::Tables& tables,
               const std::vector<precision::MeasuredStatistics>& measured);

}  // namespace requant::train
