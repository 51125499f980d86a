// The float ops of a network as differentiable functions. Tensors of four dimensions are NCHW in
// the memory order NHWC; those of the graph are NHWC.
#pragma once

#include <torch/types.h>

#include "requant/graph/graph.h"

namespace requant::train {

// Weights in the order of torch (OIHW, OI) from the graph's (OHWI, 1HWO, OI), and back.
torch::Tensor to_torch_weights(OpKind kind, const Tensor& weights);
std::vector<float> from_torch_weights(OpKind kind, const torch::Tensor& weights);

// `bias` may be undefined. Activations of the op are not applied.
torch::Tensor forward(const Conv2d& op, const torch::Tensor& x, const torch::Tensor& weights,
                      const torch::Tensor& bias);
torch::Tensor forward(const DepthwiseConv2d& op, const torch::Tensor& x,
                      const torch::Tensor& weights, const torch::Tensor& bias);
torch::Tensor forward(const FullyConnected& op, const torch::Tensor& x,
                      const torch::Tensor& weights, const torch::Tensor& bias);
torch::Tensor forward(const AveragePool2d& op, const torch::Tensor& x);
torch::Tensor forward(const MaxPool2d& op, const torch::Tensor& x);
torch::Tensor forward(const Mean& op, const torch::Tensor& x);
torch::Tensor forward(const Pad& op, const torch::Tensor& x);
// `shape`: of the graph's output for one image.
torch::Tensor forward(const Reshape& op, const torch::Tensor& x, const Shape& shape);
torch::Tensor clamped(Activation activation, const torch::Tensor& x);

}  // namespace requant::train
