#include <torch/torch.h>

#include "requant/train/ops/ops.h"

namespace requant::train {

torch::Tensor forward(const FullyConnected& op, const torch::Tensor& x,
                      const torch::Tensor& weights, const torch::Tensor& bias) {
  if (op.keep_num_dims) return torch::linear(x, weights, bias);
  const torch::Tensor rows = x.dim() == 4 ? x.permute({0, 2, 3, 1}) : x;
  return torch::linear(rows.reshape({x.size(0), -1}), weights, bias);
}

}  // namespace requant::train
