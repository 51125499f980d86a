// One forward pass of one branch.
#pragma once

#include "requant/train/differentiable.h"

namespace requant::train {

class ForwardPass {
 public:
  ForwardPass(const Differentiable& network, const Branch& branch);

  torch::Tensor run(const torch::Tensor& images);
  // The activations that a grid is for, as they were before quantization, by Plan::activations.
  // Kept where `keep` was called before the run.
  void keep() { kept_.resize(plan_.activations.size()); }
  const std::vector<torch::Tensor>& kept() const { return kept_; }
  // What a tensor of the graph holds after the run; undefined for those inside of a layer.
  const torch::Tensor& value(TensorId id) const { return values_[static_cast<std::size_t>(id)]; }

 private:
  void run_node(NodeId id);
  void run_layer(int index);
  void run_add(NodeId id);
  // Stores a tensor, on its grid where the branch is quantized. `activation`: what is still to be
  // applied.
  void emit(TensorId id, torch::Tensor x, Activation activation);
  torch::Tensor on_grid(const torch::Tensor& x, const precision::Activations& of,
                        Activation activation) const;
  torch::Tensor layer_input(int index) const;
  torch::Tensor layer_weights(int index) const;
  // The step of the grid that the layer's input lies on.
  torch::Tensor input_step(int index) const;
  torch::Tensor with_integer_bias(int index, const torch::Tensor& sums) const;
  torch::Tensor normalized(int index, const torch::Tensor& sums) const;
  const precision::Precision& precision(int layer) const {
    return branch_.assignment.layers[static_cast<std::size_t>(layer)];
  }

  const Differentiable& network_;
  const Branch& branch_;
  const precision::Plan& plan_;
  const Graph& graph_;
  std::vector<torch::Tensor> values_;
  std::vector<torch::Tensor> kept_;
};

}  // namespace requant::train
