#include "requant/requantize/emit.h"

#include <algorithm>
#include <cmath>

#include "requant/exec/reference/window.h"
#include "requant/requantize/constant_operands.h"
#include "requant/requantize/patches.h"

namespace requant::requantize {
namespace {

// The stored value of the source's real zero.
std::int64_t stored_zero(const ActivationPlan& plan) {
  return plan.zero_point + std::llround(plan.offset / plan.scale);
}

class Emitter {
 public:
  Emitter(const Draft& draft, const Target& target) : draft_(draft), target_(target) {
    result_.graph = draft.source;
    result_.graph.nodes.clear();
    for (const auto& [id, plan] : draft.plan) {
      Tensor& t = result_.graph.tensor(id);
      t.type = plan.type;
      t.quantization = per_tensor(static_cast<float>(plan.scale), plan.zero_point);
    }
  }

  Skeleton run() {
    for (NodeId id = 0; id < static_cast<NodeId>(draft_.source.nodes.size()); ++id) {
      step_ = {id, {}, -1, kNoTensor};
      emit_node(draft_.source.node(id));
      result_.steps.push_back(step_);
    }
    return std::move(result_);
  }

 private:
  NodeId push(Node node) {
    result_.graph.nodes.push_back(std::move(node));
    step_.result.push_back(static_cast<NodeId>(result_.graph.nodes.size()) - 1);
    return step_.result.back();
  }

  TensorId new_constant(const Tensor& like, const std::string& suffix, DataType type) {
    Tensor t = like;
    t.name += suffix;
    t.type = type;
    t.origin = like.origin;
    return result_.graph.add_tensor(std::move(t));
  }

  void emit_node(Node node) {
    const TensorId y = node.outputs.empty() ? kNoTensor : node.outputs[0];
    if (has_weights(node.kind())) {
      pad_border(node);
      own_constants(node);
    } else {
      own_operands(node);
    }
    if (auto* pad = std::get_if<Pad>(&node.op)) set_pad_value(*pad, node.input(0));
    if (draft_.plan.contains(y) && activation_of(node.op) != Activation::none) {
      set_activation(node.op, fused(node.op, draft_.at(y)));
    }
    finish(push(node), y);
  }

  // Adds the clamps of y that neither the grid nor the fused activation makes.
  void finish(NodeId id, TensorId y) {
    if (has_weights(result_.graph.node(id).kind())) {
      step_.weighted = id;
      step_.layer = y;
    }
    const auto plan = draft_.plan.find(y);
    if (plan == draft_.plan.end()) return;
    const Activation made = activation_of(result_.graph.node(id).op);
    const auto range = integer_type(plan->second.type);
    const bool relu = made == Activation::relu || made == Activation::relu6;
    if (plan->second.clamps_low && !relu) add_clamp(id, Maximum{}, plan->second.low, range.min());
    if (plan->second.clamps_high && made != Activation::relu6 && made != Activation::relu_n1_to_1) {
      add_clamp(static_cast<NodeId>(result_.graph.nodes.size()) - 1, Minimum{}, plan->second.high,
                range.max());
    }
  }

  // A node behind `id` that clamps at source real `bound`, unless the grid ends there (`end`,
  // stored) or before.
  void add_clamp(NodeId id, const Op& op, double bound, std::int64_t end) {
    const TensorId y = result_.graph.node(id).outputs[0];
    const ActivationPlan& plan = draft_.at(y);
    const auto range = integer_type(plan.type);
    std::vector<std::int64_t> stored;
    for (const double gain : plan.channel_gain) {
      stored.push_back(range.saturate(
          plan.zero_point + std::llround((plan.unit * gain * bound + plan.offset) / plan.scale)));
    }
    const bool made = std::all_of(stored.begin(), stored.end(), [&](const auto& v) {
      const auto c = static_cast<std::size_t>(&v - stored.data());
      return v == end || (c < plan.unclamped.size() && plan.unclamped[c]);
    });
    if (made) return;
    Tensor clamp = result_.graph.tensor(y);
    const std::string side = std::holds_alternative<Minimum>(op) ? "/high" : "/low";
    clamp.name += side + "_clamp";
    clamp.origin = -1;
    clamp.shape = Shape{static_cast<std::int64_t>(stored.size())};
    clamp.data = std::make_shared<const Bytes>(pack_integers(clamp.type, stored));
    Tensor unclamped = result_.graph.tensor(y);
    unclamped.name += side + "_unclamped";
    unclamped.origin = -1;
    const TensorId inner = result_.graph.add_tensor(std::move(unclamped));
    const TensorId constant = result_.graph.add_tensor(std::move(clamp));
    result_.graph.node(id).outputs[0] = inner;
    push({op, {inner, constant}, {y}, -1});
  }

  // Weights and bias of the node become constants of its own.
  void own_constants(Node& node) {
    const Tensor weights = draft_.source.tensor(node.input(1));
    const auto& types = target_.weight.types;
    const bool keep = std::find(types.begin(), types.end(), weights.type) != types.end();
    const bool shared = draft_.source.consumers(node.input(1)).size() > 1;
    if (shared) {
      node.inputs[1] =
          new_constant(weights, "/" + result_.graph.tensor(node.outputs[0]).name, weights.type);
    }
    result_.graph.tensor(node.inputs[1]).type = keep ? weights.type : types.front();
    Tensor bias;
    bias.name = weights.name + "/bias";
    if (node.input(2) != kNoTensor) bias = draft_.source.tensor(node.input(2));
    bias.type = integer_type(draft_.at(node.outputs[0]).type).bits == 16 ? DataType::int64
                                                                         : DataType::int32;
    bias.shape = Shape{draft_.layers.at(node.outputs[0]).rows};
    node.inputs.resize(3, kNoTensor);
    if (node.inputs[2] == kNoTensor || draft_.source.consumers(node.inputs[2]).size() > 1) {
      bias.origin = -1;
      node.inputs[2] = result_.graph.add_tensor(bias);
    } else {
      result_.graph.tensor(node.inputs[2]) = bias;
    }
  }

  // A border of the input's zero point would not be real zero of the source: it is padded with what
  // is.
  void pad_border(Node& node) {
    Window* window = window_of(node.op);
    const ActivationPlan& plan = draft_.at(node.input(0));
    if (window == nullptr || stored_zero(plan) == plan.zero_point) return;
    const Tensor& x = draft_.source.tensor(node.input(0));
    const Shape& w = draft_.source.tensor(node.input(1)).shape;
    const Shape& out = draft_.source.tensor(node.outputs[0]).shape;
    const auto axes = exec::reference::window_axes(*window, x.shape, out, {w[1], w[2]});
    Pad pad;
    pad.has_value = true;
    pad.value = integer_type(plan.type).saturate(stored_zero(plan));
    pad.paddings.assign(4, {0, 0});
    Tensor padded = result_.graph.tensor(node.input(0));
    for (int d = 0; d < 2; ++d) {
      const auto& a = axes[static_cast<std::size_t>(d)];
      const std::int64_t needed = (a.output - 1) * a.stride + (a.kernel - 1) * a.dilation + 1;
      const std::int64_t after = std::max<std::int64_t>(0, needed - a.before - a.input);
      pad.paddings[static_cast<std::size_t>(d) + 1] = {a.before, after};
      padded.shape[d + 1] += a.before + after;
    }
    window->padding = Padding::valid;
    window->pads = {0, 0, 0, 0};
    if (padded.shape == x.shape) return;
    padded.name = result_.graph.tensor(node.outputs[0]).name + "/padded_input";
    padded.origin = -1;
    const TensorId id = result_.graph.add_tensor(std::move(padded));
    push({pad, {node.input(0)}, {id}, -1});
    node.inputs[0] = id;
  }

  // The constants of the source belong to no other node of the result.
  void own_operands(Node& node) {
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      if (node.inputs[i] == kNoTensor) continue;
      auto constant = requantized_operand(draft_, target_, node, i);
      if (constant) node.inputs[i] = result_.graph.add_tensor(std::move(*constant));
    }
  }

  void set_pad_value(Pad& pad, TensorId x) const {
    const auto plan = draft_.plan.find(x);
    if (plan == draft_.plan.end()) return;
    const ActivationPlan& p = plan->second;
    const auto range = integer_type(p.type);
    if (pad.has_value) {
      const Quantization& q = *draft_.source.tensor(x).quantization;
      const double real =
          static_cast<double>(q.scale[0]) * static_cast<double>(pad.value - q.zero_point[0]);
      pad.value = range.saturate(p.zero_point + std::llround((p.unit * real + p.offset) / p.scale));
    } else if (stored_zero(p) != p.zero_point) {
      pad.has_value = true;
      pad.value = range.saturate(stored_zero(p));
    }
  }

  // Whether all channels that reach the clamp have it at the same value.
  static bool one_clamp(const ActivationPlan& plan) {
    for (std::size_t c = 0; c < plan.channel_gain.size(); ++c) {
      const bool reaches = c >= plan.unclamped.size() || !plan.unclamped[c];
      if (plan.channel_gain[c] != 1 && reaches) return false;
    }
    return true;
  }

  // The fused activation that still means the source's clamp; none where saturation makes it.
  static Activation fused(const Op& op, const ActivationPlan& plan) {
    const Activation activation = activation_of(op);
    if (plan.offset != 0) return Activation::none;
    if (activation == Activation::relu) return activation;
    if (plan.unit == 1 && one_clamp(plan)) return activation;
    return activation == Activation::relu6 ? Activation::relu : Activation::none;
  }

  const Draft& draft_;
  const Target& target_;
  Skeleton result_;
  Step step_;
};

}  // namespace

Skeleton emit(const Draft& draft, const Target& target) { return Emitter(draft, target).run(); }

void set_layer(Graph& graph, NodeId id, const Layer& layer, const LayerIntegers& integers,
               const Target& target) {
  const Node& node = graph.node(id);
  Tensor& w = graph.tensor(node.input(1));
  const auto& zero_points = target.weight.zero_points;
  const auto range = integer_type(w.type);
  const std::int64_t middle = range.is_signed ? 0 : (range.max() + 1) / 2;
  const bool takes_middle = zero_points.empty() || std::find(zero_points.begin(), zero_points.end(),
                                                             middle) != zero_points.end();
  const std::int64_t zero = takes_middle ? middle : zero_points.front();
  std::vector<std::int64_t> stored(integers.weights.size());
  for (std::int64_t r = 0; r < layer.rows; ++r) {
    for (std::int64_t c = 0; c < layer.cols; ++c) {
      const auto to =
          layer.kind == OpKind::depthwise_conv2d ? c * layer.rows + r : r * layer.cols + c;
      stored[static_cast<std::size_t>(to)] =
          integers.weights[static_cast<std::size_t>(r * layer.cols + c)] + zero;
    }
  }
  w.data = std::make_shared<const Bytes>(pack_integers(w.type, stored));
  w.quantization =
      Quantization{integers.scale, std::vector<std::int64_t>(integers.scale.size(), zero),
                   integers.scale.size() > 1 ? output_channel_axis(layer.kind) : 0};
  Tensor& bias = graph.tensor(node.input(2));
  bias.data = std::make_shared<const Bytes>(pack_integers(bias.type, integers.bias));
  Quantization q;
  const float input_scale = graph.tensor(node.input(0)).quantization->scale[0];
  for (const float s : integers.scale) q.scale.push_back(input_scale * s);
  q.zero_point.assign(q.scale.size(), 0);
  bias.quantization = q;
}

}  // namespace requant::requantize
