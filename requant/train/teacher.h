// A float network that branches learn from.
#pragma once

#include "requant/train/differentiable.h"
#include "requant/train/options.h"

namespace requant::train {

class Teacher {
 public:
  // The network as it is, batch normalization by its own statistics. Throws Error as
  // prepare_network.
  Teacher(Model model, const Normalization& normalization, const TrainOptions& options,
          torch::Device device);

  // [N, classes], without gradients; images as Differentiable::forward takes them.
  torch::Tensor logits(const torch::Tensor& images) const;

 private:
  Differentiable network_;
  NetworkStatistics statistics_;
};

}  // namespace requant::train
