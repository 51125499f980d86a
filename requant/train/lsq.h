// The same for tensors, as one differentiable function.
#pragma once

#include <torch/types.h>

#include "requant/train/lsq_kernels.h"

namespace requant::train {

// The values of `grid` nearest to those of v (float32, any dense layout, which the result keeps).
// `step`: one element, > 0. The gradient of the step is multiplied by `step_gradient_scale`.
torch::Tensor quantized(const torch::Tensor& v, const torch::Tensor& step, const Grid& grid,
                        double step_gradient_scale);

// 1 / sqrt(N Qp) (Esser et al., section 2.2), N: the number of values, of activations those of one
// image. Nested grids: divided by the square of 2^shift besides.
double step_gradient_scale(std::int64_t values, const Grid& grid);

// Where a step starts: 2 mean |v| / sqrt(Qp) (the same, section 2.1).
double initial_step(const torch::Tensor& v, const Grid& grid);

}  // namespace requant::train
