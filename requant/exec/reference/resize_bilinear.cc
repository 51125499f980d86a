#include <algorithm>
#include <cmath>

#include "requant/arith/rounding.h"
#include "requant/exec/reference/elements.h"
#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/table.h"

namespace requant::exec::reference {
namespace {

// Where one output position lies between two input positions; `fraction` is the weight of the
// upper one.
template <typename Weight>
struct Between {
  std::int64_t lower;
  std::int64_t upper;
  Weight fraction;
};

// Positions and weights in Real (float32 as TFLite for uint8, or float64).
template <typename Real>
std::vector<Between<Real>> real_positions(const ResizeBilinear& op, std::int64_t input,
                                          std::int64_t output) {
  const bool corners = op.align_corners && output > 1;
  const Real step = corners ? static_cast<Real>(input - 1) / static_cast<Real>(output - 1)
                            : static_cast<Real>(input) / static_cast<Real>(output);
  std::vector<Between<Real>> result;
  for (std::int64_t o = 0; o < output; ++o) {
    Real position = static_cast<Real>(o) * step;
    if (op.half_pixel_centers) {
      position = (static_cast<Real>(o) + Real{0.5}) * step - Real{0.5};
    }
    const auto lower = std::max<std::int64_t>(static_cast<std::int64_t>(std::floor(position)), 0);
    const auto upper =
        std::min<std::int64_t>(static_cast<std::int64_t>(std::ceil(position)), input - 1);
    result.push_back({lower, upper, position - static_cast<Real>(lower)});
  }
  return result;
}

// Positions in units of 1/1024 (source: ResizeBilinearInteger in tensorflow
// lite/kernels/internal/reference/resize_bilinear.h).
std::vector<Between<std::int64_t>> fixed_positions(const ResizeBilinear& op, std::int64_t input,
                                                   std::int64_t output) {
  const bool corners = op.align_corners && output > 1;
  const std::int64_t n = corners ? output - 1 : output;
  const std::int64_t step = (1024 * (corners ? input - 1 : input) + n / 2) / n;
  std::vector<Between<std::int64_t>> result;
  for (std::int64_t o = 0; o < output; ++o) {
    const std::int64_t position = o * step + (op.half_pixel_centers ? step / 2 - 512 : 0);
    const std::int64_t lower = std::max<std::int64_t>(position / 1024, 0);
    const std::int64_t upper = std::min<std::int64_t>((position + 1023) / 1024, input - 1);
    result.push_back({lower, upper, position - 1024 * lower});
  }
  return result;
}

// How four weighted neighbours become one stored value.
struct FloatBlend {  // truncated after adding one half; stored values are not negative
  using Weight = float;
  static constexpr float kOne = 1;
  static std::int64_t finish(float sum, arith::Rounding) {
    return static_cast<std::int64_t>(sum + 0.5F);  // NOLINT(bugprone-incorrect-roundings)
  }
};
struct FixedBlend {
  using Weight = std::int64_t;
  static constexpr std::int64_t kOne = 1024;
  static std::int64_t finish(std::int64_t sum, arith::Rounding rounding) {
    return arith::rounding_right_shift(sum, 20, rounding);
  }
};
struct RealBlend {
  using Weight = double;
  static constexpr double kOne = 1;
  static std::int64_t finish(double sum, arith::Rounding) {
    return static_cast<std::int64_t>(arith::round_real(sum, arith::Rounding::half_even));
  }
};

template <typename Blend>
struct Bilinear {
  using Weight = typename Blend::Weight;
  std::vector<Between<Weight>> ys;
  std::vector<Between<Weight>> xs;
  Shape in;
  Shape out;
  arith::Rounding rounding;

  Array run(const Array& input) const {
    const auto values = load<std::int32_t>(input, 0);
    std::vector<std::int64_t> stored;
    stored.reserve(static_cast<std::size_t>(out.count()));
    for (std::int64_t b = 0; b < out[0]; ++b) {
      for (const auto& y : ys) {
        for (const auto& x : xs) blend(values.data() + b * in[1] * in[2] * in[3], y, x, stored);
      }
    }
    Array output(input.type, out);
    const arith::IntegerType range = integer_type(input.type);
    for (std::int64_t& v : stored) v = range.saturate(v);
    store<std::int64_t>(output, 0, stored);
    return output;
  }

  void blend(const std::int32_t* image, const Between<Weight>& y, const Between<Weight>& x,
             std::vector<std::int64_t>& stored) const {
    const auto at = [&](std::int64_t iy, std::int64_t ix, std::int64_t c) {
      return static_cast<Weight>(image[(iy * in[2] + ix) * in[3] + c]);
    };
    const Weight y0 = Blend::kOne - y.fraction;
    const Weight x0 = Blend::kOne - x.fraction;
    for (std::int64_t c = 0; c < in[3]; ++c) {
      const Weight sum = at(y.lower, x.lower, c) * y0 * x0 +
                         at(y.upper, x.lower, c) * y.fraction * x0 +
                         at(y.lower, x.upper, c) * y0 * x.fraction +
                         at(y.upper, x.upper, c) * y.fraction * x.fraction;
      stored.push_back(Blend::finish(sum, rounding));
    }
  }
};

template <typename Blend>
std::unique_ptr<Kernel> make_bilinear(const NodeContext& context, Bilinear<Blend> resize) {
  return make_kernel([resize = std::move(resize),
                      operand = GridOperand(context)](std::span<const Array* const> inputs) {
    return resize.run(operand.get(inputs));
  });
}

}  // namespace

std::unique_ptr<Kernel> make_resize_bilinear(const NodeContext& context) {
  require_unary(context);
  const auto& op = context.op<ResizeBilinear>();
  const Shape& in = context.input(0).shape;
  const Shape& out = context.output().shape;
  if (in.rank() != 4 || out.rank() != 4) {
    context.refuse("input and output must have 4 dimensions");
  }
  if (context.rule.function == ArithmeticRule::Function::real) {
    return make_bilinear<RealBlend>(
        context, {real_positions<double>(op, in[1], out[1]),
                  real_positions<double>(op, in[2], out[2]), in, out, context.rule.division});
  }
  if (context.output().type == DataType::uint8) {
    return make_bilinear<FloatBlend>(
        context, {real_positions<float>(op, in[1], out[1]),
                  real_positions<float>(op, in[2], out[2]), in, out, context.rule.division});
  }
  return make_bilinear<FixedBlend>(
      context, {fixed_positions(op, in[1], out[1]), fixed_positions(op, in[2], out[2]), in, out,
                context.rule.division});
}

}  // namespace requant::exec::reference
