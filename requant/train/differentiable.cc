#include "requant/train/differentiable.h"

#include <torch/torch.h>

#include <algorithm>

#include "requant/base/error.h"
#include "requant/precision/float_constant.h"
#include "requant/train/forward_pass.h"
#include "requant/train/ops/ops.h"

namespace requant::train {
namespace {

// Smaller steps and gains than these come of an update that went too far.
constexpr double kSmallestStep = 1e-5;
constexpr double kSmallestGain = 1e-4;

torch::Tensor tensor_of(const std::vector<float>& values) {
  return torch::tensor(values, torch::kFloat32);
}

std::vector<float> values_of(const torch::Tensor& tensor) {
  const torch::Tensor flat = tensor.detach().to(torch::kCPU).contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

float value_of(const torch::Tensor& tensor) { return tensor.detach().item<float>(); }

}  // namespace

torch::Device device_of(const std::string& name) {
  try {
    const torch::Device device(name);
    if (device.is_cuda() && !torch::cuda::is_available()) {
      throw Error("option --device: this libtorch or machine has no CUDA; use --device cpu");
    }
    return device;
  } catch (const c10::Error&) {
    throw Error("option --device: '" + name + "' is no device; use cpu or cuda");
  }
}

torch::Tensor Differentiable::parameter(torch::Tensor values) const {
  return values.to(device_).detach().clone().set_requires_grad(true);
}

Differentiable::Differentiable(const precision::Network& network, torch::Device device)
    : network_(network), device_(device) {
  const Graph& graph = network_.model.graph;
  const precision::Tables& tables = network_.tables;
  for (std::size_t i = 0; i < network_.plan.layers.size(); ++i) {
    const precision::Layer& layer = network_.plan.layers[i];
    const precision::LayerTables& table = tables.layers[i];
    const Node& node = graph.node(layer.node);
    LayerParameters parameters;
    parameters.weights = parameter(to_torch_weights(node.kind(), graph.tensor(node.inputs[1])));
    if (node.input(2) != kNoTensor) {
      parameters.bias = parameter(tensor_of(precision::float_values(graph.tensor(node.inputs[2]))));
    }
    for (const auto& [bits, step] : table.weight_step) {
      parameters.weight_step[bits] = parameter(tensor_of({step}));
    }
    for (const auto& [bits, step] : table.input_step) {
      parameters.input_step[bits] = parameter(tensor_of({step}));
    }
    for (const auto& [bits, affine] : table.affine) {
      parameters.affine[bits] = {parameter(tensor_of(affine.gain)),
                                 parameter(tensor_of(affine.bias))};
    }
    if (layer.batch_norm >= 0) {
      parameters.epsilon = std::get<BatchNorm>(graph.node(layer.batch_norm).op).epsilon;
    }
    layers_.push_back(std::move(parameters));
  }
  streams_.resize(network_.plan.activations.size());
  std::size_t next = 0;
  for (std::size_t i = 1; i < streams_.size() && next < tables.streams.size(); ++i) {
    if (network_.plan.activations[i].reader >= 0) continue;
    streams_[i] = parameter(tensor_of({tables.streams[next++].step}));
  }
}

void Differentiable::start_affine() {
  const torch::NoGradGuard no_gradients;
  for (LayerParameters& layer : layers_) {
    if (layer.affine.empty()) continue;
    const AffineParameters& widest = layer.affine.rbegin()->second;
    for (auto& [bits, affine] : layer.affine) {
      affine.gain.copy_(widest.gain);
      affine.bias.copy_(widest.bias);
    }
  }
}

void Differentiable::start_steps(const torch::Tensor& images) {
  const torch::NoGradGuard no_gradients;
  const Branch branch{.quantized = false};
  ForwardPass pass(*this, branch);
  pass.keep();
  pass.run(images);
  const auto& plan = network_.plan;
  const auto start = [&](torch::Tensor& step, const torch::Tensor& values, const Grid& grid) {
    const double first = std::max(initial_step(values, grid), kSmallestStep);
    if (step.defined()) {
      step.fill_(first);
    } else {
      step = parameter(tensor_of({static_cast<float>(first)}));
    }
  };
  const bool nests = network_.tables.storage == precision::WeightStorage::nested;
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    const precision::Layer& layer = plan.layers[i];
    const precision::LayerTables& table = network_.tables.layers[i];
    if (nests) {
      // By the lowest width: a step that fits 8 bits makes its integers 0, one that fits the lowest
      // clips few weights at 8.
      start(layers_[i].weight_step[precision::kMaxBits], layers_[i].weights,
            nested_grid(table.weight_bits.back()));
    } else {
      for (const int bits : table.weight_bits) {
        start(layers_[i].weight_step[bits], layers_[i].weights, grid_of(bits, true));
      }
    }
    const int of = plan.activations_of[static_cast<std::size_t>(layer.input)];
    for (const int bits : table.activation_bits) {
      if (bits == precision::kMaxBits && plan.reads_stream(layer)) continue;
      start(layers_[i].input_step[bits], pass.kept()[static_cast<std::size_t>(of)],
            grid_of(bits, plan.of(layer.input).is_signed));
    }
  }
  for (std::size_t i = 1; i < streams_.size(); ++i) {
    const precision::Activations& of = plan.activations[i];
    if (of.reader < 0) start(streams_[i], pass.kept()[i], grid_of(8, of.is_signed));
  }
}

torch::Tensor Differentiable::forward(const torch::Tensor& images, const Branch& branch) const {
  return ForwardPass(*this, branch).run(images);
}

std::vector<ParameterGroup> Differentiable::groups() const {
  using Kind = ParameterGroup::Kind;
  ParameterGroup weights{Kind::weights, 0, {}};
  ParameterGroup offsets{Kind::offsets, 0, {}};
  std::map<int, ParameterGroup> steps;
  const auto add_step = [&](int bits, const torch::Tensor& step) {
    ParameterGroup& group = steps[bits];
    group.kind = Kind::steps;
    group.bits = bits;
    group.parameters.push_back(step);
  };
  const auto is_new = [](const ParameterGroup& group, const torch::Tensor& tensor) {
    return std::ranges::none_of(group.parameters,
                                [&](const torch::Tensor& known) { return known.is_same(tensor); });
  };
  for (const LayerParameters& layer : layers_) {
    weights.parameters.push_back(layer.weights);
    if (layer.bias.defined()) offsets.parameters.push_back(layer.bias);
    for (const auto& [bits, affine] : layer.affine) {
      if (!is_new(offsets, affine.gain)) continue;
      offsets.parameters.push_back(affine.gain);
      offsets.parameters.push_back(affine.bias);
    }
    for (const auto& [bits, step] : layer.weight_step) add_step(bits, step);
    for (const auto& [bits, step] : layer.input_step) add_step(bits, step);
  }
  for (const torch::Tensor& step : streams_) {
    if (step.defined()) add_step(precision::kMaxBits, step);
  }
  std::vector<ParameterGroup> result{weights, offsets};
  for (auto& [bits, group] : steps) result.push_back(std::move(group));
  return result;
}

int Differentiable::clamp_parameters() {
  const torch::NoGradGuard no_gradients;
  int clamped = 0;
  const auto keep_above = [&](torch::Tensor& tensor, double smallest) {
    const auto low = (tensor < smallest).sum().item<std::int64_t>();
    if (low == 0) return;
    clamped += static_cast<int>(low);
    tensor.clamp_min_(smallest);
  };
  for (LayerParameters& layer : layers_) {
    for (auto& [bits, step] : layer.weight_step) keep_above(step, kSmallestStep);
    for (auto& [bits, step] : layer.input_step) keep_above(step, kSmallestStep);
    for (auto& [bits, affine] : layer.affine) keep_above(affine.gain, kSmallestGain);
  }
  for (torch::Tensor& step : streams_) {
    if (step.defined()) keep_above(step, kSmallestStep);
  }
  return clamped;
}

void Differentiable::store(precision::Network& network) const {
  network = network_;
  Graph& graph = network.model.graph;
  network.tables.streams.clear();
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const LayerParameters& parameters = layers_[i];
    const Node& node = graph.node(network.plan.layers[i].node);
    precision::LayerTables& table = network.tables.layers[i];
    precision::set_float_values(graph.tensor(node.inputs[1]),
                                from_torch_weights(node.kind(), parameters.weights));
    if (parameters.bias.defined())
      precision::set_float_values(graph.tensor(node.inputs[2]), values_of(parameters.bias));
    for (const auto& [bits, step] : parameters.weight_step)
      table.weight_step[bits] = value_of(step);
    for (const auto& [bits, step] : parameters.input_step) table.input_step[bits] = value_of(step);
    for (const auto& [bits, affine] : parameters.affine) {
      table.affine[bits] = {values_of(affine.gain), values_of(affine.bias)};
    }
  }
  for (std::size_t i = 1; i < streams_.size(); ++i) {
    if (!streams_[i].defined()) continue;
    const TensorId root = network.plan.activations[i].root;
    network.tables.streams.push_back({graph.tensor(root).name, value_of(streams_[i])});
  }
}

}  // namespace requant::train
