#include "requant/train/teacher.h"

#include <torch/torch.h>

#include "requant/precision/float_constant.h"
#include "requant/train/prepare_network.h"

namespace requant::train {
namespace {

// Those that the graph's batch normalization holds.
NetworkStatistics own_statistics(const precision::Network& network, torch::Device device) {
  const Graph& graph = network.model.graph;
  const auto values = [&](TensorId id) {
    return torch::tensor(precision::float_values(graph.tensor(id)), torch::kFloat32).to(device);
  };
  NetworkStatistics result;
  for (const precision::Layer& layer : network.plan.layers) {
    result.emplace_back();
    if (layer.batch_norm < 0) continue;
    const Node& node = graph.node(layer.batch_norm);
    result.back() = {values(node.inputs[3]), values(node.inputs[4])};
  }
  return result;
}

// Nothing of it is trained, so that precisions of layers do not matter.
TrainOptions without_layers(TrainOptions options) {
  options.layers.clear();
  return options;
}

}  // namespace

Teacher::Teacher(Model model, const Normalization& normalization, const TrainOptions& options,
                 torch::Device device)
    : network_(prepare_network(std::move(model), normalization, without_layers(options)), device),
      statistics_(own_statistics(network_.network(), device)) {}

torch::Tensor Teacher::logits(const torch::Tensor& images) const {
  const torch::NoGradGuard no_gradients;
  return network_.forward(images, {.quantized = false, .statistics = &statistics_});
}

}  // namespace requant::train
