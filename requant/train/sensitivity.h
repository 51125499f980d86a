// Sensitivities of layers, from the losses of mixtures.
#pragma once

#include <span>

#include "requant/precision/network.h"

namespace requant::train {

struct MixtureLoss {
  precision::PrecisionAssignment assignment;
  double growth = 0;  // of the mean loss (cross entropy, nats) over that of the widest assignment
};

// Sets the sensitivities of all layers so that their sums explain the losses best (least squares,
// slightly drawn to 0). `independent`: every pair of widths gets one, as the sum of a term of its
// weights and one of its activations; else pairs of equal widths only.
void fit_sensitivities(precision::Tables& tables, std::span<const MixtureLoss> losses,
                       bool independent);

}  // namespace requant::train
