#include "requant/train/inputs.h"

#include <algorithm>
#include <charconv>

#include "requant/base/error.h"
#include "requant/base/nearest.h"
#include "requant/precision/architectures/architectures.h"

namespace requant::train {
namespace {

// "28x28x1"
data::ImageSize parse_size(const std::string& text) {
  data::ImageSize size;
  const char* at = text.data();
  const char* end = at + text.size();
  for (std::int64_t* side : {&size.height, &size.width, &size.channels}) {
    const auto [next, error] = std::from_chars(at, end, *side);
    const bool is_last = side == &size.channels;
    if (error != std::errc() || *side < 1 ||
        (is_last ? next != end : next == end || *next != 'x')) {
      throw Error("'input_size' is '" + text + "'; it must be HEIGHTxWIDTHxCHANNELS, as 32x32x3");
    }
    at = is_last ? next : next + 1;
  }
  return size;
}

data::ImageSize input_size_of(const Model& model) {
  const Graph& graph = model.graph;
  if (graph.inputs.size() != 1) {
    throw Error("the network has " + std::to_string(graph.inputs.size()) +
                " inputs; training takes networks of one");
  }
  const Tensor& input = graph.tensor(graph.inputs[0]);
  if (input.shape.rank() != 4) {
    throw Error("the input '" + input.name + "' of the network has the shape " +
                input.shape.text() + "; training takes images, 1 x height x width x channels");
  }
  return {input.shape[1], input.shape[2], input.shape[3]};
}

}  // namespace

void check_places(const TrainOptions& options) {
  Diagnostics diagnostics("requant train");
  if (options.model.empty() && options.arch.empty()) {
    diagnostics.add("", "what is to be trained is missing: give --model FILE or --arch NAME");
  }
  if (!options.model.empty() && !options.arch.empty()) {
    diagnostics.add("", "--model and --arch exclude each other; give one");
  }
  const auto names = precision::architecture_names();
  if (!options.arch.empty() && std::find(names.begin(), names.end(), options.arch) == names.end()) {
    diagnostics.add(
        "", "there is no architecture '" + options.arch + "'" + suggestion(options.arch, names));
  }
  if (!options.model.empty() && !options.input_size.empty()) {
    diagnostics.add("", "'input_size' goes with --arch; a model has its own");
  }
  if (options.data.empty()) diagnostics.add("", "the training data is missing: give --data");
  if (options.output.empty()) diagnostics.add("", "the file to write is missing: give --output");
  diagnostics.throw_if_any();
}

data::TrainingData open_data(const TrainOptions& options, const std::optional<Model>& model) {
  std::optional<data::ImageSize> size;
  if (!options.input_size.empty()) size = parse_size(options.input_size);
  if (model) size = input_size_of(*model);
  return data::open_training_data(options.data, data::Subset::train, size);
}

Model new_model(const TrainOptions& options, const data::TrainingData& data) {
  const data::ImageSize& size = data.images->size;
  Model model;
  model.graph = precision::float_network(options.arch, {1, size.height, size.width, size.channels},
                                         data.classes, options.seed);
  model.format = "onnx";
  model.input_layouts = {Layout::channels_first};  // as images usually are in ONNX
  return model;
}

}  // namespace requant::train
