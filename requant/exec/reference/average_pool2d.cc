#include <algorithm>

#include "requant/arith/rounding.h"
#include "requant/exec/reference/elements.h"
#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/output_stage.h"
#include "requant/exec/reference/window.h"

namespace requant::exec::reference {
namespace {

// The stored values themselves are averaged (not their distance from the zero point), which
// matters to rules whose ties depend on the sign.
struct AveragePool {
  std::array<Axis, 2> axes;
  std::int64_t batches;
  std::int64_t channels;
  arith::Rounding division;
  std::int64_t zero_point_change;  // from the input's to the output's
  StoredRange range;
  DataType type;
  Shape shape;

  Array run(const Array& input) const {
    const auto values = load<std::int32_t>(input, 0);
    Array output(type, shape);
    std::vector<std::int64_t> sums(static_cast<std::size_t>(channels));
    std::size_t begin = 0;
    for (std::int64_t b = 0; b < batches; ++b) {
      const std::int32_t* image = values.data() + b * axes[0].input * axes[1].input * channels;
      for (std::int64_t oy = 0; oy < axes[0].output; ++oy) {
        for (std::int64_t ox = 0; ox < axes[1].output; ++ox, begin += sums.size()) {
          average(image, oy, ox, sums);
          store<std::int64_t>(output, begin, sums);
        }
      }
    }
    return output;
  }

  void average(const std::int32_t* image, std::int64_t oy, std::int64_t ox,
               std::vector<std::int64_t>& sums) const {
    const auto& [y, x] = axes;
    std::fill(sums.begin(), sums.end(), 0);
    for (std::int64_t ky = y.first(oy); ky < y.last(oy); ++ky) {
      for (std::int64_t kx = x.first(ox); kx < x.last(ox); ++kx) {
        const std::int32_t* in =
            image + ((y.origin(oy) + ky) * x.input + x.origin(ox) + kx) * channels;
        for (std::size_t c = 0; c < sums.size(); ++c) sums[c] += in[c];
      }
    }
    const std::int64_t count = (y.last(oy) - y.first(oy)) * (x.last(ox) - x.first(ox));
    for (std::int64_t& sum : sums) {
      const std::int64_t mean = arith::rounding_divide(sum, count, division) + zero_point_change;
      sum = std::clamp(mean, range.min, range.max);
    }
  }
};

}  // namespace

std::unique_ptr<Kernel> make_average_pool2d(const NodeContext& context) {
  require_unary(context);
  require_same_scale(context, context.input(0));
  const auto& op = context.op<AveragePool2d>();
  const Tensor& input = context.input(0);
  const Tensor& output = context.output();
  const AveragePool pool{.axes = window_axes(op.window, input.shape, output.shape, op.size),
                         .batches = input.shape[0],
                         .channels = input.shape[3],
                         .division = context.rule.division,
                         .zero_point_change = zero_point(output) - zero_point(input),
                         .range = activation_range(op.activation, output),
                         .type = output.type,
                         .shape = output.shape};
  return make_kernel([pool](std::span<const Array* const> in) { return pool.run(*in[0]); });
}

}  // namespace requant::exec::reference
