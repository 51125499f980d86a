// Stochastic gradient descent with Nesterov's momentum.
#pragma once

#include <torch/types.h>

#include <vector>

#include "requant/train/differentiable.h"
#include "requant/train/options.h"

namespace requant::train {

class Optimizer {
 public:
  Optimizer(std::vector<ParameterGroup> groups, const TrainOptions& options);

  void zero_gradients();
  // All gradients, of which those that a step left untouched are 0.
  std::vector<torch::Tensor> gradients() const;
  // One update with the gradients divided by `parts`.
  void step(double rate, double weight_decay, int parts);

  void forget_momenta();

  // What a checkpoint keeps: parameters, then momenta, in a fixed order.
  std::vector<torch::Tensor> state() const;
  void restore(const std::vector<torch::Tensor>& state);

 private:
  std::vector<ParameterGroup> groups_;
  std::vector<std::vector<torch::Tensor>> momenta_;  // as the groups
  double momentum_;
  double step_momentum_;
  double step_limit_;
  std::map<int, double> step_rate_;
};

}  // namespace requant::train
