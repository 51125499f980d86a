#include "requant/train/optimizer.h"

#include <torch/torch.h>

#include "requant/base/error.h"

namespace requant::train {

using Kind = ParameterGroup::Kind;

namespace {

// The parameters of a group of steps as they are; nothing of other groups.
std::vector<torch::Tensor> copies(const ParameterGroup& group) {
  std::vector<torch::Tensor> result;
  if (group.kind != Kind::steps) return result;
  for (const torch::Tensor& parameter : group.parameters) result.push_back(parameter.clone());
  return result;
}

}  // namespace

Optimizer::Optimizer(std::vector<ParameterGroup> groups, const TrainOptions& options)
    : groups_(std::move(groups)),
      momentum_(options.momentum),
      step_momentum_(options.step_momentum),
      step_limit_(options.step_limit),
      step_rate_(options.step_rate) {
  for (ParameterGroup& group : groups_) {
    auto& momenta = momenta_.emplace_back();
    for (torch::Tensor& parameter : group.parameters) {
      parameter.mutable_grad() = torch::zeros_like(parameter);
      momenta.push_back(torch::zeros_like(parameter));
    }
  }
}

std::vector<torch::Tensor> Optimizer::gradients() const {
  std::vector<torch::Tensor> result;
  for (const ParameterGroup& group : groups_) {
    for (const torch::Tensor& parameter : group.parameters) result.push_back(parameter.grad());
  }
  return result;
}

void Optimizer::zero_gradients() {
  const torch::NoGradGuard no_gradients;
  at::_foreach_zero_(gradients());
}

void Optimizer::step(double rate, double weight_decay, int parts) {
  const torch::NoGradGuard no_gradients;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const ParameterGroup& group = groups_[g];
    if (group.parameters.empty()) continue;
    std::vector<torch::Tensor> slopes;
    for (const torch::Tensor& parameter : group.parameters) slopes.push_back(parameter.grad());
    if (parts > 1) at::_foreach_div_(slopes, static_cast<double>(parts));
    if (group.kind == Kind::weights && weight_decay > 0) {
      at::_foreach_add_(slopes, group.parameters, weight_decay);
    }
    double factor = 1;
    if (group.kind == Kind::steps) {
      const auto found = step_rate_.find(group.bits);
      if (found != step_rate_.end()) factor = found->second;
    }
    const double momentum = group.kind == Kind::steps ? step_momentum_ : momentum_;
    const std::vector<torch::Tensor> before = copies(group);
    at::_foreach_mul_(momenta_[g], momentum);
    at::_foreach_add_(momenta_[g], slopes, 1);
    at::_foreach_add_(group.parameters, slopes, -rate * factor);
    at::_foreach_add_(group.parameters, momenta_[g], -rate * factor * momentum);
    for (std::size_t i = 0; i < before.size(); ++i) {
      torch::Tensor parameter = group.parameters[i];
      parameter.clamp_(before[i] * (1 - step_limit_), before[i] * (1 + step_limit_));
    }
  }
}

void Optimizer::forget_momenta() {
  const torch::NoGradGuard no_gradients;
  for (auto& momenta : momenta_) {
    for (torch::Tensor& momentum : momenta) momentum.zero_();
  }
}

std::vector<torch::Tensor> Optimizer::state() const {
  std::vector<torch::Tensor> result;
  for (const ParameterGroup& group : groups_) {
    result.insert(result.end(), group.parameters.begin(), group.parameters.end());
  }
  for (const auto& momenta : momenta_) result.insert(result.end(), momenta.begin(), momenta.end());
  return result;
}

void Optimizer::restore(const std::vector<torch::Tensor>& state) {
  const torch::NoGradGuard no_gradients;
  std::vector<torch::Tensor> own = this->state();
  if (own.size() != state.size()) {
    throw Error("the checkpoint is of another network or other precisions");
  }
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (own[i].sizes() != state[i].sizes()) {
      throw Error("the checkpoint is of another network or other precisions");
    }
    own[i].copy_(state[i]);
  }
}

}  // namespace requant::train
