// What the model metadata of TensorFlow Lite (the entry "TFLITE_METADATA") says of image inputs.
#pragma once

#include <optional>
#include <vector>

#include "requant/formats/tflite/file.h"
#include "requant/graph/normalization.h"

namespace requant::formats::tflite {

// For each input of the main subgraph, how pixels become its real values: the first normalization
// among its process units. Nothing for an input of which the metadata does not tell, or tells what
// cannot be: numbers that are not finite, a deviation that is not above 0, other counts than 1 or
// the input's channels. Nothing for all where the metadata is missing or damaged.
std::vector<std::optional<Normalization>> read_normalization(const File& file);

}  // namespace requant::formats::tflite
