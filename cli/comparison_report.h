// A comparison of two models as text and as JSON.
#pragma once

#include <string>

#include "cli/output.h"
#include "requant/measure/compare.h"

namespace requant::cli {

Json to_json(const measure::LayerError& layer);
Json to_json(const measure::Comparison& comparison);

// "conv1 (conv2d, 21.30 dB, 61.20 % exact)"
std::string layer_text(const measure::LayerError& layer);
// "of the images get the same class"
std::string agreement_of(const measure::Comparison& comparison);
// "on the logits, each image's mean taken off"
std::string sqnr_of(const measure::Comparison& comparison);
// "98.20 % of the images get the same class"
std::string agreement_text(const measure::Comparison& comparison);
// "21.30 dB on the logits, each image's mean taken off"
std::string sqnr_text(const measure::Comparison& comparison);
// A table with a line for each layer.
void print_layers(const measure::Comparison& comparison, Output& output);

}  // namespace requant::cli
