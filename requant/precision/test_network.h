// A network with made-up tables, for tests.
#pragma once

#include <cmath>

#include "requant/precision/architectures/architectures.h"
#include "requant/precision/network.h"

namespace requant::precision {

inline std::size_t channels_of(const Network& network, std::size_t layer) {
  const Graph& graph = network.model.graph;
  const Node& node = graph.node(network.plan.layers[layer].node);
  return static_cast<std::size_t>(
      graph.tensor(node.inputs[1]).shape[output_channel_axis(node.kind())]);
}

inline LayerTables made_up_layer(const Network& network, std::size_t index) {
  const Layer& layer = network.plan.layers[index];
  LayerTables table;
  table.name = layer.name;
  const bool pinned = index == 0 || index + 1 == network.plan.layers.size();
  table.weight_bits = pinned ? std::vector<int>{8} : std::vector<int>{8, 4, 2};
  table.activation_bits = table.weight_bits;
  for (const int bits : table.weight_bits) {
    table.weight_step[bits] = 0.7F / std::ldexp(1.0F, bits);
    if (bits != 8 || !network.plan.reads_stream(layer)) {
      table.input_step[bits] = 3.1F / std::ldexp(1.0F, bits);
    }
    table.sensitivity[{bits, bits}] = 0.01 * (8 - bits);
  }
  if (layer.batch_norm < 0) return table;
  const std::size_t count = channels_of(network, index);
  for (const int bits : table.weight_bits) {
    table.affine[bits] = {std::vector<float>(count, 1.0F + static_cast<float>(bits) / 16),
                          std::vector<float>(count, 0.25F)};
  }
  table.statistics.mean.assign(count, 0.1F);
  table.statistics.log_variance.assign(count, -0.5F);
  if (index > 1) {
    table.statistics.terms.push_back(
        {1, true, 2, std::vector<float>(count, 0.02F), std::vector<float>(count, 0.3F)});
  }
  return table;
}

inline Network made_up_network() {
  Network network;
  network.model.format = "onnx";
  network.model.graph = float_network("resnet8", Shape{1, 16, 16, 3}, 10, 5);
  network.plan = make_plan(network.model.graph);
  for (std::size_t i = 0; i < network.plan.layers.size(); ++i) {
    network.tables.layers.push_back(made_up_layer(network, i));
  }
  for (std::size_t i = 1; i < network.plan.activations.size(); ++i) {
    const Activations& of = network.plan.activations[i];
    if (of.reader < 0) {
      network.tables.streams.push_back({network.model.graph.tensor(of.root).name, 0.03F});
    }
  }
  network.tables.input_scale = 0.016F;
  network.tables.input_zero_point = -3;
  network.tables.normalization = {{125}, {62.5}};
  network.tables.notes = {{"data", "none"}};
  return network;
}

}  // namespace requant::precision
