#include <algorithm>

#include "requant/arith/rounding.h"
#include "requant/exec/reference/divider.h"
#include "requant/exec/reference/elements.h"
#include "requant/exec/reference/folded.h"
#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/output_stage.h"
#include "requant/exec/reference/window.h"

namespace requant::exec::reference {
namespace {

// The stored values themselves are averaged (not their distance from the zero point), which
// matters to rules whose ties depend on the sign.
struct StoredMean {
  arith::Rounding division;
  std::int64_t zero_point_change;  // from the input's to the output's

  std::vector<std::int64_t> values(const Array& input) const {
    return load<std::int64_t>(input, 0);
  }
  std::int64_t stored(std::int64_t sum, std::int64_t count) const {
    return arith::rounding_divide(sum, count, division) + zero_point_change;
  }
};

// Dequantized values are summed in the order of the window and divided by their number in float32,
// then by the output's scale. `real_zero` is added before rounding, `zero` to the integer (source:
// onnxruntime contrib_ops/cpu/quantization/qlinear_pool.cc, which folds the zero point).
struct RealMean {
  float input_scale;
  std::int64_t input_zero_point;
  float output_scale;
  float real_zero;
  std::int64_t zero;
  arith::Rounding rounding;

  std::vector<float> values(const Array& input) const {
    std::vector<float> reals = load<float>(input, input_zero_point);
    for (float& v : reals) v *= input_scale;
    return reals;
  }
  std::int64_t stored(float sum, std::int64_t count) const {
    const float mean = sum / static_cast<float>(count);
    return arith::round_to_int32(mean / output_scale + real_zero, rounding) + zero;
  }
};

// One multiplier for the integer sum of a window that covers the image.
struct DividedMean {
  Divider divider;
  std::int64_t input_zero_point;
  std::int64_t zero_point;

  std::vector<std::int64_t> values(const Array& input) const {
    return load<std::int64_t>(input, input_zero_point);
  }
  std::int64_t stored(std::int64_t sum, std::int64_t) const {
    return divider.divide(sum) + zero_point;
  }
};

template <typename Mean>
struct AveragePool {
  Mean mean;
  std::array<Axis, 2> axes;
  std::int64_t batches;
  std::int64_t channels;
  StoredRange range;
  DataType type;
  Shape shape;

  Array run(const Array& input) const {
    const auto values = mean.values(input);
    Array output(type, shape);
    std::vector<std::int64_t> stored(static_cast<std::size_t>(channels));
    std::size_t begin = 0;
    for (std::int64_t b = 0; b < batches; ++b) {
      const auto* image = values.data() + b * axes[0].input * axes[1].input * channels;
      for (std::int64_t oy = 0; oy < axes[0].output; ++oy) {
        for (std::int64_t ox = 0; ox < axes[1].output; ++ox, begin += stored.size()) {
          average(image, oy, ox, stored);
          store<std::int64_t>(output, begin, stored);
        }
      }
    }
    return output;
  }

  template <typename Value>
  void average(const Value* image, std::int64_t oy, std::int64_t ox,
               std::vector<std::int64_t>& stored) const {
    const auto& [y, x] = axes;
    std::vector<Value> sums(stored.size(), Value{0});
    for (std::int64_t ky = y.first(oy); ky < y.last(oy); ++ky) {
      for (std::int64_t kx = x.first(ox); kx < x.last(ox); ++kx) {
        const Value* in = image + ((y.origin(oy) + ky) * x.input + x.origin(ox) + kx) * channels;
        for (std::size_t c = 0; c < sums.size(); ++c) sums[c] += in[c];
      }
    }
    const std::int64_t count = (y.last(oy) - y.first(oy)) * (x.last(ox) - x.first(ox));
    for (std::size_t c = 0; c < sums.size(); ++c) {
      stored[c] = std::clamp(mean.stored(sums[c], count), range.min, range.max);
    }
  }
};

template <typename Mean>
std::unique_ptr<Kernel> make_pool(const NodeContext& context, const std::array<Axis, 2>& axes,
                                  Mean mean) {
  const Tensor& input = context.input(0);
  const Tensor& output = context.output();
  const AveragePool<Mean> pool{
      .mean = std::move(mean),
      .axes = axes,
      .batches = input.shape[0],
      .channels = input.shape[3],
      .range = activation_range(context.op<AveragePool2d>().activation, output),
      .type = output.type,
      .shape = output.shape};
  return make_kernel([pool](std::span<const Array* const> in) { return pool.run(*in[0]); });
}

bool covers_image(const Axis& axis) {
  return axis.kernel == axis.input && axis.before == 0 && axis.output == 1;
}

std::unique_ptr<Kernel> make_real_pool(const NodeContext& context,
                                       const std::array<Axis, 2>& axes) {
  const Tensor& input = context.input(0);
  const Tensor& output = context.output();
  const std::int64_t origin = folded_origin(context);
  const bool folded = context.rule.operands == Operands::folded;
  return make_pool(
      context, axes,
      RealMean{.input_scale = scale(input),
               .input_zero_point = zero_point(input),
               .output_scale = scale(output),
               .real_zero = folded ? static_cast<float>(zero_point(output) - origin) : 0.0F,
               .zero = folded ? origin : zero_point(output),
               .rounding = context.rule.rescale.rounding});
}

}  // namespace

bool divides_global_pool(const NodeContext& context) {
  if (context.rule.operands != Operands::folded) return false;
  const auto& op = context.op<AveragePool2d>();
  const auto [y, x] =
      window_axes(op.window, context.input(0).shape, context.output().shape, op.size);
  return covers_image(y) && covers_image(x);
}

std::unique_ptr<Kernel> make_average_pool2d(const NodeContext& context) {
  require_unary(context);
  const auto& op = context.op<AveragePool2d>();
  const Tensor& input = context.input(0);
  const Tensor& output = context.output();
  const auto axes = window_axes(op.window, input.shape, output.shape, op.size);
  if (context.rule.operands == Operands::rescaled) {
    require_same_scale(context, input);
    const std::int64_t change = zero_point(output) - zero_point(input);
    return make_pool(context, axes, StoredMean{context.rule.division, change});
  }
  if (divides_global_pool(context)) {
    const Divider divider(context, input.shape[1] * input.shape[2]);
    return make_pool(context, axes, DividedMean{divider, zero_point(input), zero_point(output)});
  }
  return make_real_pool(context, axes);
}

}  // namespace requant::exec::reference
