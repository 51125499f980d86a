#include "requant/train/lsq.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>
#include <vector>

namespace requant::train {
namespace {

// Elements that one task takes; sums are added by task, so that they do not depend on threads.
constexpr std::int64_t kGrain = 1 << 15;

float highest(const Grid& grid) { return grid.shift > 0 ? grid.nested_high : grid.high; }

// Composed of tensor operations, for devices other than the CPU.
torch::Tensor levels(const torch::Tensor& ratio, const Grid& grid) {
  torch::Tensor level = ratio.clamp(grid.low, grid.high).round_();
  if (grid.shift == 0) return level;
  const double unit = 1 << grid.shift;
  return (level / unit + 0.5).floor_();
}

torch::Tensor forward_composed(const torch::Tensor& v, const torch::Tensor& step,
                               const Grid& grid) {
  torch::Tensor level = levels(v / step, grid);
  if (grid.shift > 0) level = level.clamp(grid.nested_low, grid.nested_high);
  return level * step * static_cast<double>(1 << grid.shift);
}

std::pair<torch::Tensor, torch::Tensor> backward_composed(const torch::Tensor& v,
                                                          const torch::Tensor& step,
                                                          const torch::Tensor& grad,
                                                          const Grid& grid) {
  const torch::Tensor ratio = v / step;
  torch::Tensor level = levels(ratio, grid);
  torch::Tensor inside = (ratio >= grid.low) & (ratio <= grid.high);
  if (grid.shift > 0) {
    inside = inside & (level >= grid.nested_low) & (level <= grid.nested_high);
    level = level.clamp(grid.nested_low, grid.nested_high) * static_cast<double>(1 << grid.shift);
  }
  const torch::Tensor mask = inside.to(grad.dtype());
  return {grad * mask, (grad * (level - ratio * mask)).sum()};
}

torch::Tensor forward_cpu(const torch::Tensor& v, float step, const Grid& grid) {
  torch::Tensor out = torch::empty_like(v);
  const float* from = v.data_ptr<float>();
  auto* to = out.data_ptr<float>();
  at::parallel_for(0, v.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
    quantize(from + begin, to + begin, end - begin, step, grid);
  });
  return out;
}

std::pair<torch::Tensor, double> backward_cpu(const torch::Tensor& v, float step,
                                              const torch::Tensor& grad, const Grid& grid) {
  torch::Tensor grad_v = torch::empty_like(v);
  const std::int64_t count = v.numel();
  const std::int64_t tasks = (count + kGrain - 1) / kGrain;
  std::vector<double> sums(static_cast<std::size_t>(tasks));
  const float* from = v.data_ptr<float>();
  const float* slope = grad.data_ptr<float>();
  auto* to = grad_v.data_ptr<float>();
  at::parallel_for(0, tasks, 1, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t task = first; task < last; ++task) {
      const std::int64_t begin = task * kGrain;
      sums[static_cast<std::size_t>(task)] = quantize_backward(
          from + begin, slope + begin, to + begin, std::min(kGrain, count - begin), step, grid);
    }
  });
  double sum = 0;
  for (const double part : sums) sum += part;
  return {grad_v, sum};
}

// `tensor` in the layout of `like`.
torch::Tensor laid_out_as(const torch::Tensor& tensor, const torch::Tensor& like) {
  if (tensor.strides() == like.strides()) return tensor;
  torch::Tensor result = torch::empty_like(like);
  return result.copy_(tensor);
}

class Quantized : public torch::autograd::Function<Quantized> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& v,
                               const torch::Tensor& step, const Grid& grid, double scale) {
    context->save_for_backward({v, step});
    context->saved_data["low"] = static_cast<double>(grid.low);
    context->saved_data["high"] = static_cast<double>(grid.high);
    context->saved_data["shift"] = static_cast<std::int64_t>(grid.shift);
    context->saved_data["nested_low"] = static_cast<double>(grid.nested_low);
    context->saved_data["nested_high"] = static_cast<double>(grid.nested_high);
    context->saved_data["scale"] = scale;
    if (!v.is_cpu()) return forward_composed(v, step, grid);
    return forward_cpu(v, step.item<float>(), grid);
  }

  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                               torch::autograd::tensor_list grads) {
    const auto saved = context->get_saved_variables();
    const torch::Tensor& v = saved[0];
    const torch::Tensor& step = saved[1];
    const auto real = [&](const char* name) {
      return static_cast<float>(context->saved_data[name].toDouble());
    };
    const Grid grid{.low = real("low"),
                    .high = real("high"),
                    .shift = static_cast<int>(context->saved_data["shift"].toInt()),
                    .nested_low = real("nested_low"),
                    .nested_high = real("nested_high")};
    const double scale = context->saved_data["scale"].toDouble();
    const torch::Tensor grad = laid_out_as(grads[0], v);
    if (!v.is_cpu()) {
      auto [grad_v, sum] = backward_composed(v, step, grad, grid);
      return {grad_v, (sum * scale).reshape_as(step), {}, {}};
    }
    const auto [grad_v, sum] = backward_cpu(v, step.item<float>(), grad, grid);
    return {grad_v, torch::full_like(step, sum * scale), {}, {}};
  }
};

}  // namespace

torch::Tensor quantized(const torch::Tensor& v, const torch::Tensor& step, const Grid& grid,
                        double step_gradient_scale) {
  return Quantized::apply(v.is_non_overlapping_and_dense() ? v : v.contiguous(), step, grid,
                          step_gradient_scale);
}

double step_gradient_scale(std::int64_t values, const Grid& grid) {
  const double scale =
      1 / std::sqrt(static_cast<double>(values) * static_cast<double>(highest(grid)));
  return scale / std::pow(4.0, grid.shift);
}

double initial_step(const torch::Tensor& v, const Grid& grid) {
  const double mean = v.detach().abs().mean().item<double>();
  const double step = 2 * mean / std::sqrt(static_cast<double>(highest(grid)));
  return step / static_cast<double>(1 << grid.shift);
}

}  // namespace requant::train
