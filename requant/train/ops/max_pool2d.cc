#include <torch/torch.h>

#include <limits>

#include "requant/train/ops/ops.h"
#include "requant/train/ops/window.h"

namespace requant::train {

torch::Tensor forward(const MaxPool2d& op, const torch::Tensor& x) {
  const auto [input, padding] =
      padded(op.window, x, op.size, -std::numeric_limits<double>::infinity());
  return torch::max_pool2d(input, op.size, op.window.stride, padding);
}

}  // namespace requant::train
