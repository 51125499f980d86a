#include <torch/torch.h>

#include "requant/train/ops/ops.h"

namespace requant::train {

torch::Tensor forward(const Mean& op, const torch::Tensor& x) {
  std::vector<std::int64_t> axes = op.axes;
  if (x.dim() == 4) {
    for (std::int64_t& axis : axes) axis = axis == 0 ? 0 : axis % 3 + 1;  // H W C -> 2 3 1
  }
  return x.mean(axes, op.keep_dims);
}

}  // namespace requant::train
