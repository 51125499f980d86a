#include <torch/torch.h>

#include <cstring>

#include "requant/train/ops/ops.h"

namespace requant::train {
namespace {

torch::Tensor from_graph_order(OpKind kind, const torch::Tensor& weights) {
  if (kind == OpKind::conv2d) return weights.permute({0, 3, 1, 2});
  if (kind == OpKind::depthwise_conv2d) return weights.permute({3, 0, 1, 2});
  return weights;
}

torch::Tensor to_graph_order(OpKind kind, const torch::Tensor& weights) {
  if (kind == OpKind::conv2d) return weights.permute({0, 2, 3, 1});
  if (kind == OpKind::depthwise_conv2d) return weights.permute({1, 2, 3, 0});
  return weights;
}

}  // namespace

torch::Tensor to_torch_weights(OpKind kind, const Tensor& weights) {
  torch::Tensor values = torch::empty(weights.shape.dims);
  std::memcpy(values.data_ptr<float>(), weights.data->data(), weights.data->size());
  torch::Tensor result = from_graph_order(kind, values);
  return result.dim() == 4 ? result.contiguous(torch::MemoryFormat::ChannelsLast).clone()
                           : result.clone();
}

std::vector<float> from_torch_weights(OpKind kind, const torch::Tensor& weights) {
  const torch::Tensor values = to_graph_order(kind, weights.detach().to(torch::kCPU)).contiguous();
  const float* data = values.data_ptr<float>();
  return {data, data + values.numel()};
}

}  // namespace requant::train
