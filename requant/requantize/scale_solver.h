// Scales for the whole graph at once.
#pragma once

#include "requant/base/progress.h"
#include "requant/requantize/draft.h"
#include "requant/requantize/noise_gain.h"
#include "requant/requantize/statistics.h"
#include "requant/target/target.h"

namespace requant::requantize {

// Chooses the scale (and for absolute powers of two the gain) of every activation tensor so that
// the target's scale form holds: within a group of tensors joined by ops without weights, steps
// differ by powers of two; between groups a layer absorbs the ratio into its weights. Minimises the
// expected error at the logits: rounding and clipping of activations, and rounding of weights, each
// weighed by its noise gain. Targets with free scales keep theirs.
void solve_scales(Draft& draft, const Target& target, const Statistics& statistics,
                  const NoiseGains& gains);

}  // namespace requant::requantize
