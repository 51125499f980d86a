#include <torch/torch.h>

#include "requant/train/ops/ops.h"
#include "requant/train/ops/window.h"

namespace requant::train {

// Positions outside of the image are not counted: the mean of the image over the mean of ones.
torch::Tensor forward(const AveragePool2d& op, const torch::Tensor& x) {
  const auto pool = [&](const torch::Tensor& values) {
    const auto [input, padding] = padded(op.window, values, op.size, 0);
    return torch::avg_pool2d(input, op.size, op.window.stride, padding, false, true);
  };
  if (op.window.padding == Padding::valid) return pool(x);
  return pool(x) / pool(torch::ones({1, 1, x.size(2), x.size(3)}, x.options()));
}

}  // namespace requant::train
