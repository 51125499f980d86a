// What both kinds of convolution compute.
#pragma once

#include "requant/train/ops/window.h"

namespace requant::train {

torch::Tensor convolve(const Window& window, const torch::Tensor& x, const torch::Tensor& weights,
                       const torch::Tensor& bias, std::int64_t groups);

}  // namespace requant::train
