#include "requant/train/forward_pass.h"

#include <torch/torch.h>

#include "requant/base/error.h"
#include "requant/train/ops/ops.h"

namespace requant::train {
namespace {

Activation activation_at(const Graph& graph, NodeId id) {
  if (id < 0) return Activation::none;
  const Op& op = graph.node(id).op;
  const auto* relu = std::get_if<Relu>(&op);
  return relu != nullptr ? relu->activation : activation_of(op);
}

std::int64_t per_image(const torch::Tensor& x) { return x.numel() / x.size(0); }

// bfloat16 inside of a product on a GPU, float32 around it.
torch::Tensor for_product(const torch::Tensor& x) {
  return x.is_cuda() ? x.to(torch::kBFloat16) : x;
}

torch::Tensor product(const Op& op, const torch::Tensor& x, const torch::Tensor& weights,
                      const torch::Tensor& bias) {
  return std::visit(
      [&](const auto& known) -> torch::Tensor {
        if constexpr (requires { forward(known, x, weights, bias); }) {
          torch::Tensor y = forward(known, for_product(x), for_product(weights), {});
          y = y.to(torch::kFloat32);
          if (!bias.defined()) return y;
          return y + (y.dim() == 4 ? bias.reshape({1, -1, 1, 1}) : bias);
        } else {
          throw Error("a layer of a kind that training does not know", Fault::internal);
        }
      },
      op);
}

}  // namespace

ForwardPass::ForwardPass(const Differentiable& network, const Branch& branch)
    : network_(network),
      branch_(branch),
      plan_(network.network_.plan),
      graph_(network.network_.model.graph),
      values_(graph_.tensors.size()) {}

torch::Tensor ForwardPass::run(const torch::Tensor& images) {
  const TensorId input = graph_.inputs[0];
  values_[static_cast<std::size_t>(input)] = images;
  if (!kept_.empty()) kept_[0] = images;
  for (NodeId id = 0; id < static_cast<NodeId>(graph_.nodes.size()); ++id) run_node(id);
  return value(graph_.outputs[0]);
}

void ForwardPass::run_node(NodeId id) {
  const auto index = static_cast<std::size_t>(id);
  if (plan_.fused_into[index] >= 0) return;
  const Node& node = graph_.node(id);
  if (plan_.layer_of[index] >= 0) {
    if (plan_.layers[static_cast<std::size_t>(plan_.layer_of[index])].node == id) {
      run_layer(plan_.layer_of[index]);
    }
    return;
  }
  if (node.kind() == OpKind::add) return run_add(id);
  const torch::Tensor& x = value(node.inputs[0]);
  const TensorId output = node.outputs[0];
  if (const auto* mean = std::get_if<Mean>(&node.op)) {
    return emit(output, forward(*mean, x), Activation::none);
  }
  if (const auto* pool = std::get_if<AveragePool2d>(&node.op)) {
    return emit(output, forward(*pool, x), Activation::none);
  }
  torch::Tensor y;
  if (const auto* pool = std::get_if<MaxPool2d>(&node.op)) y = forward(*pool, x);
  if (const auto* pad = std::get_if<Pad>(&node.op)) y = forward(*pad, x);
  if (const auto* shape = std::get_if<Reshape>(&node.op)) {
    y = forward(*shape, x, graph_.tensor(output).shape);
  }
  values_[static_cast<std::size_t>(output)] = y;
}

void ForwardPass::run_add(NodeId id) {
  const Node& node = graph_.node(id);
  TensorId output = node.outputs[0];
  Activation activation = activation_of(node.op);
  for (const NodeId reader : graph_.consumers(output)) {
    if (plan_.fused_into[static_cast<std::size_t>(reader)] != id) continue;
    output = graph_.node(reader).outputs[0];
    activation = activation_at(graph_, reader);
  }
  emit(output, value(node.inputs[0]) + value(node.inputs[1]), activation);
}

void ForwardPass::run_layer(int index) {
  const precision::Layer& layer = plan_.layers[static_cast<std::size_t>(index)];
  const LayerParameters& parameters = network_.layers_[static_cast<std::size_t>(index)];
  const Op& op = graph_.node(layer.node).op;
  const bool deployed = branch_.quantized && branch_.statistics != nullptr;
  torch::Tensor y = product(op, layer_input(index), layer_weights(index),
                            deployed ? torch::Tensor() : parameters.bias);
  if (deployed) {
    y = with_integer_bias(index, y);
  } else if (layer.batch_norm >= 0) {
    y = normalized(index, y);
  }
  emit(layer.output, y,
       activation_at(graph_, layer.activation >= 0 ? layer.activation : layer.node));
}

torch::Tensor ForwardPass::layer_input(int index) const {
  const precision::Layer& layer = plan_.layers[static_cast<std::size_t>(index)];
  const torch::Tensor& x = value(layer.input);
  if (!branch_.quantized || !plan_.reads_stream(layer)) return x;
  const int bits = precision(index).activations;
  if (bits == precision::kMaxBits) return x;
  const Grid grid = grid_of(bits, plan_.of(layer.input).is_signed);
  const torch::Tensor& step = network_.layers_[static_cast<std::size_t>(index)].input_step.at(bits);
  return quantized(x, step, grid, step_gradient_scale(per_image(x), grid));
}

torch::Tensor ForwardPass::layer_weights(int index) const {
  const LayerParameters& parameters = network_.layers_[static_cast<std::size_t>(index)];
  if (!branch_.quantized) return parameters.weights;
  const bool nests = network_.network_.tables.storage == precision::WeightStorage::nested;
  const int bits = precision(index).weights;
  const Grid grid = nests ? nested_grid(bits) : grid_of(bits, true);
  const torch::Tensor& step = parameters.weight_step.at(nests ? precision::kMaxBits : bits);
  return quantized(parameters.weights, step, grid,
                   step_gradient_scale(parameters.weights.numel(), grid));
}

torch::Tensor ForwardPass::input_step(int index) const {
  const precision::Layer& layer = plan_.layers[static_cast<std::size_t>(index)];
  const int bits = precision(index).activations;
  if (!plan_.reads_stream(layer) || bits != precision::kMaxBits) {
    return network_.layers_[static_cast<std::size_t>(index)].input_step.at(bits);
  }
  const int of = plan_.activations_of[static_cast<std::size_t>(layer.input)];
  if (of == 0) return torch::tensor({network_.network_.tables.input_scale});
  return network_.streams_[static_cast<std::size_t>(of)];
}

// As precision::lower has it: what is added is a whole number of the sums' units.
torch::Tensor ForwardPass::with_integer_bias(int index, const torch::Tensor& sums) const {
  const LayerParameters& parameters = network_.layers_[static_cast<std::size_t>(index)];
  const int bits = precision(index).weights;
  torch::Tensor gain = torch::ones({sums.size(1)}, sums.options());
  torch::Tensor offset = parameters.bias.defined() ? parameters.bias : torch::zeros_like(gain);
  if (!parameters.affine.empty()) {
    const AffineParameters& affine = parameters.affine.at(bits);
    const LayerStatistics& given = (*branch_.statistics)[static_cast<std::size_t>(index)];
    gain = affine.gain * (given.variance + parameters.epsilon).rsqrt();
    offset = (offset - given.mean) * gain + affine.bias;
  }
  const bool nests = network_.network_.tables.storage == precision::WeightStorage::nested;
  torch::Tensor step = parameters.weight_step.at(nests ? precision::kMaxBits : bits);
  if (nests) step = step * static_cast<double>(1 << (precision::kMaxBits - bits));
  const torch::Tensor unit = gain * step * input_step(index).to(sums.device());
  offset = (offset / unit).round() * unit;
  if (sums.dim() == 2) return sums * gain + offset;
  return sums * gain.reshape({1, -1, 1, 1}) + offset.reshape({1, -1, 1, 1});
}

torch::Tensor ForwardPass::normalized(int index, const torch::Tensor& sums) const {
  const LayerParameters& parameters = network_.layers_[static_cast<std::size_t>(index)];
  const int bits = branch_.quantized ? precision(index).weights : parameters.affine.rbegin()->first;
  const AffineParameters& affine = parameters.affine.at(bits);
  if (branch_.statistics != nullptr) {
    const LayerStatistics& given = (*branch_.statistics)[static_cast<std::size_t>(index)];
    return torch::batch_norm(sums, affine.gain, affine.bias, given.mean, given.variance, false, 0,
                             parameters.epsilon, false);
  }
  const auto [y, mean, deviation] =
      torch::native_batch_norm(sums, affine.gain, affine.bias, {}, {}, true, 0, parameters.epsilon);
  if (branch_.observed != nullptr) {
    LayerStatistics& seen = (*branch_.observed)[static_cast<std::size_t>(index)];
    seen.mean = mean.detach().clone();
    seen.variance = (deviation.detach().pow(-2) - parameters.epsilon).clamp_min(0);
  }
  return y;
}

void ForwardPass::emit(TensorId id, torch::Tensor x, Activation activation) {
  const precision::Activations& of = plan_.of(id);
  if (!kept_.empty() && of.root == id) {
    kept_[static_cast<std::size_t>(plan_.activations_of[static_cast<std::size_t>(id)])] =
        clamped(activation, x);
  }
  values_[static_cast<std::size_t>(id)] =
      branch_.quantized ? on_grid(x, of, activation) : clamped(activation, x);
}

// The lower end of an unsigned grid does what relu does.
torch::Tensor ForwardPass::on_grid(const torch::Tensor& x, const precision::Activations& of,
                                   Activation activation) const {
  const bool covered = activation == Activation::relu && !of.is_signed;
  const torch::Tensor real = covered ? x : clamped(activation, x);
  const int bits = of.reader >= 0 ? precision(of.reader).activations : precision::kMaxBits;
  const Grid grid = grid_of(bits, of.is_signed);
  const auto place = static_cast<std::size_t>(&of - plan_.activations.data());
  const torch::Tensor& step =
      of.reader >= 0 ? network_.layers_[static_cast<std::size_t>(of.reader)].input_step.at(bits)
                     : network_.streams_[place];
  return quantized(real, step, grid, step_gradient_scale(per_image(real), grid));
}

}  // namespace requant::train
