#include "requant/train/statistics.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace requant::train {
namespace {

std::vector<float> channel_values(const torch::Tensor& tensor) {
  if (!tensor.defined()) return {};
  const torch::Tensor flat = tensor.to(torch::kCPU).contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

NetworkStatistics measure(const Differentiable& network, Branch branch,
                          const std::vector<torch::Tensor>& batches) {
  const torch::NoGradGuard no_gradients;
  const std::size_t layers = network.network().plan.layers.size();
  NetworkStatistics seen(layers);
  branch.observed = &seen;
  NetworkStatistics sum(layers);
  std::vector<torch::Tensor> squares(layers);
  for (const torch::Tensor& batch : batches) {
    network.forward(batch, branch);
    for (std::size_t i = 0; i < layers; ++i) {
      if (!seen[i].mean.defined()) continue;
      if (!sum[i].mean.defined()) {
        sum[i] = {torch::zeros_like(seen[i].mean), torch::zeros_like(seen[i].mean)};
        squares[i] = torch::zeros_like(seen[i].mean);
      }
      sum[i].mean += seen[i].mean;
      sum[i].variance += seen[i].variance;
      squares[i] += seen[i].mean.square();
    }
  }
  const auto count = static_cast<double>(batches.size());
  for (std::size_t i = 0; i < layers; ++i) {
    if (!sum[i].mean.defined()) continue;
    sum[i].mean /= count;
    sum[i].variance = sum[i].variance / count + squares[i] / count - sum[i].mean.square();
    sum[i].variance.clamp_min_(0);
  }
  return sum;
}

}  // namespace

NetworkStatistics measure_statistics(const Differentiable& network,
                                     const precision::PrecisionAssignment& assignment,
                                     const std::vector<torch::Tensor>& batches) {
  return measure(network, {.quantized = true, .assignment = assignment}, batches);
}

NetworkStatistics measure_float_statistics(const Differentiable& network,
                                           const std::vector<torch::Tensor>& batches) {
  return measure(network, {.quantized = false}, batches);
}

precision::MeasuredStatistics to_table(const precision::PrecisionAssignment& assignment,
                                       const NetworkStatistics& statistics) {
  precision::MeasuredStatistics result{assignment, {}};
  for (const LayerStatistics& layer : statistics) {
    result.layers.push_back({channel_values(layer.mean), channel_values(layer.variance)});
  }
  return result;
}

NetworkStatistics from_tables(const precision::Tables& tables,
                              const precision::PrecisionAssignment& assignment,
                              torch::Device device) {
  NetworkStatistics result;
  for (int i = 0; i < static_cast<int>(tables.layers.size()); ++i) {
    const precision::Statistics layer = precision::statistics(tables, assignment, i);
    if (layer.mean.empty()) {
      result.emplace_back();
    } else {
      result.push_back(
          {torch::tensor(layer.mean).to(device), torch::tensor(layer.variance).to(device)});
    }
  }
  return result;
}

}  // namespace requant::train
