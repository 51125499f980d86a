#include "requant/train/train.h"

#include <cmath>

#include "requant/base/error.h"
#include "requant/data/batches.h"
#include "requant/data/normalization.h"
#include "requant/train/prepare_network.h"
#include "requant/train/trainer.h"

namespace requant::train {
namespace {

// The input and output shapes that the data asks for.
void check_shapes(const Graph& graph, const data::TrainingData& data) {
  const Shape& input = graph.tensor(graph.inputs.at(0)).shape;
  const data::ImageSize& size = data.images->size;
  if (input.rank() != 4 || input[1] != size.height || input[2] != size.width ||
      input[3] != size.channels) {
    throw Error("the network takes " + input.text() + ", the images of the data are " +
                size.text());
  }
  const Shape& output = graph.tensor(graph.outputs.at(0)).shape;
  const std::int64_t classes = output.rank() == 0 ? 0 : output[output.rank() - 1];
  if (classes < data.classes) {
    throw Error("the network has " + std::to_string(classes) + " classes, the data " +
                std::to_string(data.classes));
  }
}

}  // namespace

bool is_available() { return true; }

Normalization training_normalization(const data::TrainingData& data, const std::string& option) {
  if (!option.empty()) return data::parse_normalization(option);
  const Normalization measured = data::measured_normalization(data);
  double mean = 0;
  double square = 0;
  const auto channels = static_cast<double>(measured.mean.size());
  for (std::size_t c = 0; c < measured.mean.size(); ++c) {
    mean += measured.mean[c] / channels;
    square += (measured.std[c] * measured.std[c] + measured.mean[c] * measured.mean[c]) / channels;
  }
  const double deviation = std::sqrt(std::max(square - mean * mean, 1.0));
  return {{std::round(mean)}, {deviation}};
}

TrainResult train(Model model, const data::TrainingData& data, const TrainOptions& options,
                  const TrainHooks& hooks, std::optional<Model> teacher) {
  check(options);
  check_shapes(model.graph, data);
  const Normalization normalization =
      model.normalization.size() == 1 && model.normalization[0] && options.normalize.empty()
          ? *model.normalization[0]
          : training_normalization(data, options.normalize);
  precision::Network network = prepare_network(std::move(model), normalization, options);
  network.tables.notes = {{"data", data.description}, {"options", to_yaml(options)}};
  std::unique_ptr<Teacher> taught_by;
  if (teacher) {
    check_shapes(teacher->graph, data);
    taught_by = std::make_unique<Teacher>(std::move(*teacher), normalization, options,
                                          device_of(options.device));
  }
  return Trainer(std::move(network), data, normalization, options, hooks, std::move(taught_by))
      .run();
}

}  // namespace requant::train
