// From a sample to the model's input array.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "requant/data/dataset.h"
#include "requant/graph/graph.h"

namespace requant::data {

// real = (pixel - mean[c]) / std[c], pixel in 0..255.
struct Normalization {
  std::vector<double> mean{0};  // one value, or one a channel
  std::vector<double> std{1};
};

// How samples become inputs of one model.
struct Preprocess {
  TensorId input = kNoTensor;
  // Nothing: pixels are the stored values (minus 128 for a signed type). Otherwise real values are
  // computed and quantized to the input's scale and zero point, ties to even; or fed as they are to
  // a float input.
  std::optional<Normalization> normalization;
  std::string how;  // where this was found, one sentence for the user

  // Scales the short side so that the image covers the input and takes the centre (no scaling where
  // the image is at most 15 % larger than the input: centre crop only), converts channels,
  // normalizes, quantizes. An array sample is passed through when its shape and type fit. Throws
  // Error that names the sample.
  Array apply(const Graph& graph, const Sample& sample) const;
};

// Finds the scaling that the model expects: `option` ("mean,std", "imagenet", "raw", "-1..1",
// "0..1", ... or empty), else what the file tells (TFLITE_METADATA; an 8-bit image input takes
// pixels as stored). Throws Error that asks for --normalize when the file does not tell.
Preprocess find_preprocess(const Model& model, const std::string& option);

}  // namespace requant::data
