#include "requant/train/prepare_network.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "requant/base/error.h"
#include "requant/precision/file.h"
#include "requant/precision/float_constant.h"

namespace requant::train {
namespace {

using precision::float_values;
using precision::LayerTables;
using precision::set_float_values;

// Turns the sign of one output channel.
void negate_channel(Graph& graph, const Node& node, std::size_t channel) {
  Tensor& weights = graph.tensor(node.inputs[1]);
  std::vector<float> values = float_values(weights);
  const auto axis = output_channel_axis(node.kind());
  const auto channels = static_cast<std::size_t>(weights.shape[axis]);
  const std::size_t run = axis == 0 ? values.size() / channels : 1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i / run % channels == channel) values[i] = -values[i];
  }
  set_float_values(weights, values);
  if (node.input(2) == kNoTensor) return;
  std::vector<float> bias = float_values(graph.tensor(node.inputs[2]));
  bias[channel] = -bias[channel];
  set_float_values(graph.tensor(node.inputs[2]), bias);
}

// The batch normalization of a layer, with gains > 0.
precision::Affine positive_affine(Graph& graph, const precision::Layer& layer) {
  const Node& norm = graph.node(layer.batch_norm);
  precision::Affine affine{float_values(graph.tensor(norm.inputs[1])),
                           float_values(graph.tensor(norm.inputs[2]))};
  std::vector<float> mean = float_values(graph.tensor(norm.inputs[3]));
  for (std::size_t c = 0; c < affine.gain.size(); ++c) {
    if (affine.gain[c] >= 0) continue;
    negate_channel(graph, graph.node(layer.node), c);
    affine.gain[c] = -affine.gain[c];
    mean[c] = -mean[c];
  }
  set_float_values(graph.tensor(norm.inputs[1]), affine.gain);
  set_float_values(graph.tensor(norm.inputs[3]), mean);
  return affine;
}

// All layers that the options name are there.
void check_layers(const TrainOptions& options, const precision::Plan& plan) {
  for (const auto& [name, precision] : options.layers) {
    if (std::ranges::find(plan.layers, name, &precision::Layer::name) == plan.layers.end()) {
      throw Error("'layers': the network has no layer '" + name + "'");
    }
  }
}

LayerTables layer_tables(Graph& graph, const precision::Layer& layer, const TrainOptions& options,
                         bool outermost) {
  LayerTables table;
  table.name = layer.name;
  const auto alone = options.layers.find(layer.name);
  if (alone != options.layers.end()) {
    table.weight_bits = {alone->second.weights};
    table.activation_bits = {alone->second.activations};
  } else {
    const bool pinned = options.first_last_bits > 0 && outermost;
    table.weight_bits = pinned ? std::vector<int>{options.first_last_bits} : options.precisions;
    table.activation_bits = table.weight_bits;
  }
  if (layer.batch_norm < 0) return table;
  const precision::Affine affine = positive_affine(graph, layer);
  for (const int bits : table.weight_bits) table.affine[bits] = affine;
  return table;
}

// Steps and batch normalization of a network that was trained for the same widths; else nothing.
void take_over(const precision::Tables& known, precision::Tables& tables) {
  bool same = known.storage == tables.storage && known.layers.size() == tables.layers.size();
  for (std::size_t i = 0; same && i < tables.layers.size(); ++i) {
    same = known.layers[i].weight_bits == tables.layers[i].weight_bits &&
           known.layers[i].activation_bits == tables.layers[i].activation_bits;
  }
  if (!same) return;
  for (std::size_t i = 0; i < tables.layers.size(); ++i) {
    tables.layers[i].weight_step = known.layers[i].weight_step;
    tables.layers[i].input_step = known.layers[i].input_step;
    tables.layers[i].affine = known.layers[i].affine;
  }
  tables.streams = known.streams;
}

}  // namespace

Quantization input_grid(const Normalization& normalization) {
  double low = 0;
  double high = 0;
  for (std::size_t c = 0; c < normalization.mean.size(); ++c) {
    const double std = normalization.std[c];
    low = std::min(low, -normalization.mean[c] / std);
    high = std::max(high, (255 - normalization.mean[c]) / std);
  }
  const double scale = (high - low) / 255;
  const double zero = std::clamp(std::nearbyint(-128 - low / scale), -128.0, 127.0);
  return per_tensor(static_cast<float>(scale), static_cast<std::int64_t>(zero));
}

precision::Network prepare_network(Model model, const Normalization& normalization,
                                   const TrainOptions& options) {
  std::optional<precision::Tables> known;
  if (precision::is_network(model)) known = precision::read_network(model).tables;
  precision::Network network;
  network.plan = precision::make_plan(model.graph);
  const std::size_t count = network.plan.layers.size();
  if (count == 0) throw Error("the network has no layer with weights; there is nothing to train");
  check_layers(options, network.plan);
  for (std::size_t i = 0; i < count; ++i) {
    network.tables.layers.push_back(
        layer_tables(model.graph, network.plan.layers[i], options, i == 0 || i + 1 == count));
  }
  network.tables.storage = options.storage;
  if (known) take_over(*known, network.tables);
  const Quantization grid = input_grid(normalization);
  network.tables.input_scale = grid.scale[0];
  network.tables.input_zero_point = grid.zero_point[0];
  network.tables.normalization = normalization;
  model.normalization = {normalization};
  network.model = std::move(model);
  return network;
}

}  // namespace requant::train
