#include "requant/train/ops/convolution.h"
#include "requant/train/ops/ops.h"

namespace requant::train {

torch::Tensor forward(const DepthwiseConv2d& op, const torch::Tensor& x,
                      const torch::Tensor& weights, const torch::Tensor& bias) {
  return convolve(op.window, x, weights, bias, x.size(1));
}

}  // namespace requant::train
