// From a sample to the model's input array.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "requant/data/dataset.h"
#include "requant/graph/graph.h"

namespace requant::data {

// How samples become inputs of one model.
struct Preprocess {
  TensorId input = kNoTensor;
  // The form in which samples are made before they are converted to the input tensor's own: that
  // tensor's type and quantization, or, for a converted model, those of its source (kept in the
  // metadata "requant.input").
  DataType type = DataType::float32;
  std::optional<Quantization> quantization;
  // Nothing: pixels are the stored values (minus 128 for a signed type). Otherwise real values are
  // computed and quantized, ties to even; or fed as they are to a float input.
  std::optional<Normalization> normalization;
  // What becomes of the real values on their way to the input tensor: gain * real + offset (a
  // converted model may take its input in other units). Quantized forms only.
  double gain = 1;
  double offset = 0;
  // Arrays of four dimensions are NCHW, as the model's file has its input; the graph has NHWC.
  // Where only one of both fits the shape of the input, it is that one.
  bool channels_first = false;
  double crop = 1.0;  // the central part of each side that is used, 0 < crop <= 1
  std::string how;    // where this was found, one sentence for the user

  // Scales the short side so that the image covers the input and takes the centre (no scaling where
  // the image is at most 15 % larger than the input: centre crop only), converts channels,
  // normalizes, quantizes. An array sample is passed through when its number of elements and type
  // fit; a float array is quantized for a quantized input. Throws Error that names the sample.
  Array apply(const Graph& graph, const Sample& sample) const;
};

// Finds the scaling that the model expects: `option` ("raw", "0..1", "-1..1", "imagenet",
// "MEAN,STD", "M1,M2,M3,S1,S2,S3" in units of a pixel, or empty), else what the file tells: its
// normalization (Model::normalization or the metadata "requant.normalization"), or, for an 8-bit
// image input, that it takes pixels as stored. An 8-bit input takes them as stored too where the
// normalization comes to the same within a step, or is none (mean 0, std 1). A model that takes no
// images needs none. Throws Error that asks for --normalize when the file does not tell, where the
// option has other numbers of channels than the input, and for models of several inputs.
Preprocess find_preprocess(const Model& model, const std::string& option);

// Whether the tensor takes one image (is_image_shape).
bool is_image_input(const Tensor& tensor);

// The values gain * real + offset in another type and quantization: nearest stored value, ties to
// even, saturated to what `to` may store; unchanged where the values, type and quantization are the
// same. gain > 0; where it is not 1 or the offset not 0, `from` is set, of one scale, and the
// offset is rounded to a multiple of gain times that scale, so that stored values are shifted
// alike.
Array convert_input(const Array& array, const std::optional<Quantization>& from, const Tensor& to,
                    double gain = 1, double offset = 0);

// The quantization under which the same stored values mean gain * real + offset; the zero point is
// rounded and need not lie in the range of a type. gain > 0, one scale.
Quantization shifted(const Quantization& quantization, double gain, double offset);

// The metadata entry ("requant.input", JSON) by which a converted model remembers the form of its
// source's input, so that samples reach it with the same real values; nothing for float inputs and
// models of several inputs. A source that has such an entry passes it on. `gain`, `offset`: the
// converted model's input means gain * real + offset.
std::optional<std::pair<std::string, std::string>> input_metadata(const Model& source,
                                                                  double gain = 1,
                                                                  double offset = 0);

// The metadata entry ("requant.normalization", JSON) by which a file of a format that has no place
// for it tells how pixels become the real values of the model's only input; nothing where the model
// does not tell.
std::optional<std::pair<std::string, std::string>> normalization_metadata(const Model& model);

}  // namespace requant::data
