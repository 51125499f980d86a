// From a float graph to a network that is ready to be trained.
#pragma once

#include "requant/graph/normalization.h"
#include "requant/train/options.h"

namespace requant::train {

// The layers' names and widths, batch normalization by width (that of the graph for each, gains
// made positive by turning the sign of a channel's weights), and the grid of the input, which
// covers all pixels under the normalization. Steps are left out, but for a network that was trained
// for the same widths: that keeps its steps and batch normalization. Throws Error as make_plan.
precision::Network prepare_network(Model model, const Normalization& normalization,
                                   const TrainOptions& options);

// The 8-bit grid of the input: real = scale (stored - zero_point) for every pixel 0..255; exact
// where all channels are normalized alike and the mean is a whole number.
Quantization input_grid(const Normalization& normalization);

}  // namespace requant::train
