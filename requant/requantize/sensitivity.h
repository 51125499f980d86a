// How much an error at an inner tensor matters at the outputs, by trying it.
#pragma once

#include <span>

#include "requant/base/progress.h"
#include "requant/requantize/noise_gain.h"

namespace requant::requantize {

// Corrects the gains of noise_gains, which take errors as independent: every planned tensor in turn
// is put on a grid 12 times as coarse around its real zero, the rest of the source runs behind it,
// and the tensor's gains are multiplied so that they predict the squared error at the ends that was
// seen. Runs on the first few of the inputs.
void measure_gains(NoiseGains& gains, const Draft& draft, const Arithmetic& arithmetic,
                   std::span<const std::vector<Array>> inputs, const ProgressSink& progress);

}  // namespace requant::requantize
