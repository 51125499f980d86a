#include "requant/requantize/draft.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "requant/base/error.h"

namespace requant::requantize {
namespace {

bool is_integer_activation(const Tensor& tensor) {
  return !tensor.is_constant() && tensor.quantization && is_integer(tensor.type) &&
         bit_width(tensor.type) <= 16;
}

// The clamp of a fused activation in real units.
std::pair<double, double> activation_range(Activation activation) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  switch (activation) {
    case Activation::relu:
      return {0, inf};
    case Activation::relu6:
      return {0, 6};
    case Activation::relu_n1_to_1:
      return {-1, 1};
    case Activation::none:
      break;
  }
  return {-inf, inf};
}

// Whether the activation gives the stored bounds that the type's range gives anyway: a grid whose
// lowest value is 0, up to 6 or to wherever it ends.
bool is_hidden_in_saturation(Activation activation, const Tensor& tensor) {
  const Quantization& q = *tensor.quantization;
  const auto range = integer_type(tensor.type);
  if (q.zero_point[0] != range.min()) return false;
  if (activation == Activation::relu) return true;
  const double six = std::round(6.0 / static_cast<double>(q.scale[0]));
  return activation == Activation::relu6 && six == static_cast<double>(range.max() - range.min());
}

// Layers whose clamp is only in the saturation of their output say it: the same bits, and the clamp
// stays where the range grows.
void state_hidden_clamps(Graph& graph) {
  for (Node& node : graph.nodes) {
    if (!has_weights(node.kind()) || activation_of(node.op) != Activation::none) continue;
    const Tensor& y = graph.tensor(node.outputs[0]);
    if (!is_integer_activation(y)) continue;
    for (const Activation activation : {Activation::relu, Activation::relu6}) {
      if (is_hidden_in_saturation(activation, y)) set_activation(node.op, activation);
    }
  }
}

ActivationPlan keep_grid(const Tensor& tensor, Activation activation) {
  ActivationPlan plan;
  plan.type = tensor.type;
  plan.scale = tensor.quantization->scale[0];
  plan.zero_point = tensor.quantization->zero_point[0];
  const auto range = integer_type(tensor.type);
  const auto [low, high] = activation_range(activation);
  const double z = static_cast<double>(plan.zero_point);
  plan.low = std::max(low, plan.scale * (static_cast<double>(range.min()) - z));
  plan.high = std::min(high, plan.scale * (static_cast<double>(range.max()) - z));
  plan.clamps_low = activation != Activation::none;
  plan.clamps_high = activation == Activation::relu6 || activation == Activation::relu_n1_to_1;
  return plan;
}

// Source weights of a row-major [rows x cols] matrix; depthwise weights are stored [cols x rows].
std::vector<double> real_weights(const Tensor& tensor, OpKind kind, std::int64_t rows,
                                 std::int64_t cols) {
  const auto stored = stored_integers(tensor);
  const Quantization& q = *tensor.quantization;
  std::vector<double> result(stored.size());
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < cols; ++c) {
      const auto at = kind == OpKind::depthwise_conv2d ? c * rows + r : r * cols + c;
      result[static_cast<std::size_t>(r * cols + c)] =
          static_cast<double>(q.scale_at(r)) *
          static_cast<double>(stored[static_cast<std::size_t>(at)] - q.zero_point_at(r));
    }
  }
  return result;
}

Layer make_layer(const Graph& graph, NodeId id) {
  const Node& node = graph.node(id);
  const Tensor& x = graph.tensor(node.input(0));
  const Tensor& w = graph.tensor(node.input(1));
  Layer layer;
  layer.node = id;
  layer.kind = node.kind();
  layer.input = node.input(0);
  layer.output = node.outputs[0];
  layer.rows = w.shape[output_channel_axis(layer.kind)];
  layer.cols = w.shape.count() / layer.rows;
  layer.input_channels = channel_count(x);
  layer.group_channels = layer.kind == OpKind::depthwise_conv2d ? 1 : w.shape.last();
  layer.weights = real_weights(w, layer.kind, layer.rows, layer.cols);
  layer.bias.assign(static_cast<std::size_t>(layer.rows), 0.0);
  const double input_scale = x.quantization->scale[0];
  const bool has_bias = node.input(2) != kNoTensor;
  const auto bias =
      has_bias ? stored_integers(graph.tensor(node.input(2))) : std::vector<std::int64_t>{};
  for (std::int64_t r = 0; r < layer.rows; ++r) {
    layer.row_scale.push_back(w.quantization->scale_at(r));
    if (has_bias) {
      layer.bias[static_cast<std::size_t>(r)] =
          input_scale * layer.row_scale.back() *
          static_cast<double>(bias[static_cast<std::size_t>(r)]);
    }
  }
  return layer;
}

void check_layer(const Graph& graph, NodeId id, Diagnostics& diagnostics) {
  const Node& node = graph.node(id);
  const Tensor& w = graph.tensor(node.input(1));
  if (!is_integer_activation(graph.tensor(node.input(0))) ||
      !is_integer_activation(graph.tensor(node.outputs[0]))) {
    diagnostics.add(describe(graph, id),
                    "computes in float; only integer models can be re-quantized");
  } else if (!w.is_constant() || !w.quantization || !is_integer(w.type)) {
    diagnostics.add(describe(graph, id), "its weights are not constant integers with scales");
  }
}

}  // namespace

bool Layer::has_row_scales() const {
  return std::any_of(row_scale.begin(), row_scale.end(),
                     [&](double scale) { return scale != row_scale[0]; });
}

std::int64_t Layer::input_channel(std::int64_t row, std::int64_t col) const {
  if (kind == OpKind::depthwise_conv2d) return row / (rows / input_channels);
  if (kind == OpKind::fully_connected) return col % input_channels;
  const std::int64_t groups = input_channels / group_channels;
  return row / (rows / groups) * group_channels + col % group_channels;
}

double gained_weight(const Draft& draft, const Layer& layer, std::int64_t row, std::int64_t col) {
  return layer.weight(row, col) * draft.at(layer.output).channel_gain_at(row) /
         draft.at(layer.input).channel_gain_at(layer.input_channel(row, col));
}

std::int64_t channel_count(const Tensor& tensor) { return tensor.shape.last(); }

double elements_per_channel(const Graph& graph, TensorId id) {
  const Shape& shape = graph.tensor(id).shape;
  return static_cast<double>(shape.count()) /
         static_cast<double>(std::max<std::int64_t>(1, shape.last()));
}

Draft make_draft(const Graph& source) {
  require_whole_types(source, "such a network cannot be re-quantized");
  Diagnostics diagnostics("the model");
  for (NodeId id = 0; id < static_cast<NodeId>(source.nodes.size()); ++id) {
    if (has_weights(source.node(id).kind())) check_layer(source, id, diagnostics);
  }
  diagnostics.throw_if_any();
  Draft draft;
  draft.source = source;
  state_hidden_clamps(draft.source);
  for (const TensorId id : source.inputs) {
    if (is_integer_activation(source.tensor(id)))
      draft.plan[id] = keep_grid(source.tensor(id), Activation::none);
  }
  for (NodeId id = 0; id < static_cast<NodeId>(source.nodes.size()); ++id) {
    const Node& node = draft.source.node(id);
    for (const TensorId t : node.outputs) {
      if (is_integer_activation(source.tensor(t)))
        draft.plan[t] = keep_grid(source.tensor(t), activation_of(node.op));
    }
    if (has_weights(node.kind())) draft.layers[node.outputs[0]] = make_layer(source, id);
  }
  return draft;
}

}  // namespace requant::requantize
