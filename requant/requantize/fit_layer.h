// The integers of one layer: weight scale, weights and bias, fitted to what the layer reads.
#pragma once

#include <vector>

#include "requant/requantize/draft.h"
#include "requant/requantize/emit.h"
#include "requant/requantize/patches.h"
#include "requant/target/target.h"

namespace requant::requantize {

struct FitOptions {
  bool correct_weights = true;  // round for the layer's output, and choose the weight scale by it
  bool correct_bias = true;     // keep the mean of every output channel
};

// What a layer sees: `result` is what the converted network feeds it (result real units), `source`
// what the source does (source real units), at the same positions.
struct LayerInputs {
  PatchMatrix result;
  PatchMatrix source;
};

// `importance`: noise gain of each output channel (source real units). `input_scale`,
// `output_scale`: as stored in the result. Throws Error when a bias does not fit the target.
LayerIntegers fit_layer(const Draft& draft, const Layer& layer, const LayerInputs& inputs,
                        const std::vector<double>& importance, const Target& target,
                        const FitOptions& options);

}  // namespace requant::requantize
