#include <torch/torch.h>

#include "requant/train/ops/convolution.h"
#include "requant/train/ops/ops.h"

namespace requant::train {

torch::Tensor convolve(const Window& window, const torch::Tensor& x, const torch::Tensor& weights,
                       const torch::Tensor& bias, std::int64_t groups) {
  const auto [input, padding] = padded(window, x, {weights.size(2), weights.size(3)}, 0);
  return torch::conv2d(input, weights, bias, window.stride, padding, window.dilation, groups);
}

torch::Tensor forward(const Conv2d& op, const torch::Tensor& x, const torch::Tensor& weights,
                      const torch::Tensor& bias) {
  return convolve(op.window, x, weights, bias, x.size(1) / weights.size(1));
}

}  // namespace requant::train
