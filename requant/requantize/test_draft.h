// A draft for tests: input (channels 2) -> 1x1 convolution (2 rows) "hidden" with a ReLU -> 1x1
// convolution (2 rows) "output", and statistics of it.
#pragma once

#include "requant/requantize/draft.h"
#include "requant/requantize/statistics.h"

namespace requant::requantize {

inline TensorId add_activation(Graph& graph, const char* name, float scale, std::int64_t zero) {
  Tensor t;
  t.name = name;
  t.type = DataType::int8;
  t.shape = {1, 4, 4, 2};
  t.quantization = per_tensor(scale, zero);
  return graph.add_tensor(std::move(t));
}

inline void add_conv(Graph& graph, TensorId x, TensorId y, std::vector<std::int64_t> weights,
                     std::vector<float> scales, Activation activation) {
  Tensor w;
  w.name = graph.tensor(y).name + "/weights";
  w.type = DataType::int8;
  w.shape = {2, 1, 1, 2};
  w.quantization = Quantization{std::move(scales), {0, 0}, 0};
  w.data = std::make_shared<const Bytes>(pack_integers(DataType::int8, weights));
  const TensorId id = graph.add_tensor(std::move(w));
  Conv2d conv;
  conv.activation = activation;
  graph.nodes.push_back({conv, {x, id, kNoTensor}, {y}, -1});
}

// The rows of the first layer have the scales `first` and `second`.
inline Draft two_layers(float first, float second) {
  Graph graph;
  const TensorId input = add_activation(graph, "input", 0.02F, 0);
  const TensorId hidden = add_activation(graph, "hidden", 0.04F, -128);
  const TensorId output = add_activation(graph, "output", 0.1F, 0);
  add_conv(graph, input, hidden, {127, -50, 90, 127}, {first, second}, Activation::relu);
  add_conv(graph, hidden, output, {127, 60, -70, 127}, {0.01F, 0.01F}, Activation::none);
  graph.inputs = {input};
  graph.outputs = {output};
  return make_draft(graph);
}

// Statistics in which every channel of a tensor reaches the share `reach` of its range.
inline Statistics made_up_statistics(const Draft& draft, const std::vector<double>& reach) {
  Statistics statistics;
  for (const auto& [id, plan] : draft.plan) {
    TensorStatistics s;
    const auto zero = draft.source.tensor(id).quantization->zero_point[0];
    s.count = 32;
    s.histogram.assign(512, 0);
    for (std::size_t c = 0; c < 2; ++c) {
      const double peak = reach[c] * plan.high;
      s.mean.push_back(peak / 4);
      s.variance.push_back(peak * peak / 16);
      s.below.push_back(plan.low == 0 ? 0.3 : 0);
      s.above.push_back(0);
      s.max_abs.push_back(peak);
      const auto stored = std::llround(peak / plan.scale) + zero + 128;
      s.histogram[c * 256 + static_cast<std::size_t>(stored)] = 1;
      s.histogram[c * 256 + static_cast<std::size_t>(zero + 128)] = 9;
      s.max = std::max(s.max, peak);
    }
    statistics[id] = s;
  }
  return statistics;
}

}  // namespace requant::requantize
