// Cross-layer equalization: gains per channel that one layer's weights give and the next layer's
// take.
#pragma once

#include "requant/requantize/draft.h"
#include "requant/requantize/noise_gain.h"
#include "requant/requantize/statistics.h"
#include "requant/target/target.h"

namespace requant::requantize {

// Chooses the channel gains of the whole graph at once so that weights and activations with one
// scale a tensor lose least at the logits. Goes beyond Nagel et al. 1906.04721, who equalize pairs
// of layers by their ranges alone: layers weigh by their effect, sums and depthwise layers take
// part, and no gain makes a channel leave the tensor's range.
void equalize(Draft& draft, const Target& target, const Statistics& statistics,
              const NoiseGains& gains);

}  // namespace requant::requantize
