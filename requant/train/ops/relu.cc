#include <torch/torch.h>

#include "requant/train/ops/ops.h"

namespace requant::train {

torch::Tensor clamped(Activation activation, const torch::Tensor& x) {
  switch (activation) {
    case Activation::none:
      return x;
    case Activation::relu:
      return torch::relu(x);
    case Activation::relu6:
      return x.clamp(0, 6);
    case Activation::relu_n1_to_1:
      return x.clamp(-1, 1);
  }
  return x;
}

}  // namespace requant::train
