// All layers, one after the other, each fitted to what the converted network in front of it
// computes.
#pragma once

#include <span>

#include "requant/base/progress.h"
#include "requant/exec/executor.h"
#include "requant/requantize/emit.h"
#include "requant/requantize/fit_layer.h"
#include "requant/requantize/noise_gain.h"

namespace requant::requantize {

struct Fit {
  Graph graph;
  double sqnr_db = 0;  // of the ends of the graph (noise_ends) on the inputs, means removed
};

// Fills the weights and biases of the skeleton. Runs source and result side by side on the inputs
// (one set of stored values of the source's inputs per sample), node by node, in their own
// arithmetic.
Fit fit_layers(const Draft& draft, Skeleton skeleton, const Target& target,
               const Arithmetic& source_arithmetic, std::span<const std::vector<Array>> inputs,
               const NoiseGains& gains, const FitOptions& options, const ProgressSink& progress,
               exec::Executor executor);

}  // namespace requant::requantize
