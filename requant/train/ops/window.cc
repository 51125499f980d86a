#include "requant/train/ops/window.h"

#include <torch/nn/functional/padding.h>

#include <algorithm>

namespace requant::train {
namespace {

// Before and after along one side.
std::array<std::int64_t, 2> pads_of(const Window& window, int side, std::int64_t input,
                                    std::int64_t size) {
  const auto d = static_cast<std::size_t>(side);
  if (window.padding == Padding::valid) return {0, 0};
  if (window.padding == Padding::explicit_pads) return {window.pads[d], window.pads[d + 2]};
  const std::int64_t stride = window.stride[d];
  const std::int64_t output = (input + stride - 1) / stride;
  const std::int64_t extent = (size - 1) * window.dilation[d] + 1;
  const std::int64_t total = std::max<std::int64_t>((output - 1) * stride + extent - input, 0);
  return {total / 2, total - total / 2};
}

}  // namespace

PaddedInput padded(const Window& window, const torch::Tensor& x,
                   const std::array<std::int64_t, 2>& size, double value) {
  const auto y = pads_of(window, 0, x.size(2), size[0]);
  const auto w = pads_of(window, 1, x.size(3), size[1]);
  if (y[0] == y[1] && w[0] == w[1]) return {x, {y[0], w[0]}};
  namespace functional = torch::nn::functional;
  const auto options = functional::PadFuncOptions({w[0], w[1], y[0], y[1]}).value(value);
  return {functional::pad(x, options).contiguous(torch::MemoryFormat::ChannelsLast), {0, 0}};
}

}  // namespace requant::train
