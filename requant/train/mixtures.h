// Random assignments of precisions.
#pragma once

#include <vector>

#include "requant/base/random.h"
#include "requant/train/options.h"

namespace requant::train {

// How probable each width of a layer is: by layer and by its widths in the tables' order
// (descending).
using WidthOdds = std::vector<std::vector<double>>;

// All widths alike.
WidthOdds even_odds(const precision::Tables& tables);
// Lower widths are the rarer the more sensitive a layer is: the odds of the j-th width are
// exp(-protection rank j), with `rank` from 0 (the least sensitive layer) to 1.
WidthOdds protective_odds(const precision::Tables& tables, const std::vector<double>& sensitivity,
                          double protection);

// Draws the widths of each layer; independent ones for weights and activations, or one for both.
precision::PrecisionAssignment draw_mixture(const precision::Tables& tables, const WidthOdds& odds,
                                            Mixtures kind, Random& random);

}  // namespace requant::train
