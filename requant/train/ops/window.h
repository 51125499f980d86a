// The padding of windows as torch takes it.
#pragma once

#include <torch/types.h>

#include <array>

#include "requant/graph/ops/common.h"

namespace requant::train {

// What is left to pad by the op itself, the same on both sides: height, width.
struct PaddedInput {
  torch::Tensor x;
  std::array<std::int64_t, 2> padding;
};

// Pads x (NCHW) with `value` where the window's padding differs between two sides; else leaves it
// to the op.
PaddedInput padded(const Window& window, const torch::Tensor& x,
                   const std::array<std::int64_t, 2>& size, double value);

}  // namespace requant::train
