// Rows of weights that do not fit a symmetric type, by gains per channel.
#pragma once

#include "requant/requantize/draft.h"
#include "requant/requantize/statistics.h"
#include "requant/target/target.h"

namespace requant::requantize {

// Brings rows of weights whose largest magnitude in the source's own scale does not fit the
// target's weight levels (an asymmetric type's rows may have twice the reach of a symmetric one's)
// into them, by a gain below 1 on the output channel that the layers behind take back. All tensors
// that sums and pools join get the gain together. Channels that reach a clamp, and channels that a
// depthwise layer reads (its rows are too coarse to be rounded again), stay as they are. After
// Nagel et al. 1906.04721, with gains that no range grows by.
void fit_rows(Draft& draft, const Target& target, const Statistics& statistics);

}  // namespace requant::requantize
