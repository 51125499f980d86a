// How much an error at an inner tensor matters at the outputs.
#pragma once

#include <map>
#include <vector>

#include "requant/requantize/draft.h"
#include "requant/requantize/statistics.h"

namespace requant::requantize {

// The tensors at which errors are counted: the last ones with a plan, in front of softmax and arg
// max where these end the graph, and what an opaque node reads.
std::vector<TensorId> noise_ends(const Draft& draft);

// For every planned tensor and channel: the expected sum of squared errors at the graph's logits
// that an independent error of variance 1 (source real units) at every element of the channel
// causes, per element.
using NoiseGains = std::map<TensorId, std::vector<double>>;

// Propagates variances backwards through the real weights: errors of different elements are taken
// as independent, and a clamp passes the share of values that it does not reach.
NoiseGains noise_gains(const Draft& draft, const Statistics& statistics);

// The same by tensor as shares: an error as large as the tensor's own deviation counts 1 in every
// tensor (in the inputs of a sum: as large as the sum's). Where errors of one layer go together
// over all positions, as those of weights do, this tells layers apart better than propagated
// variances.
NoiseGains relative_gains(const Draft& draft, const Statistics& statistics,
                          const NoiseGains& gains);

}  // namespace requant::requantize
