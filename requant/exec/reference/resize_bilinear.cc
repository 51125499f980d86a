#include "requant/exec/reference/resize_bilinear.h"

#include "requant/exec/reference/elements.h"
#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/real_quantizer.h"
#include "requant/exec/reference/table.h"

namespace requant::exec::reference {
namespace {

template <typename Weight>
struct Bilinear {
  std::vector<Between<Weight>> ys;
  std::vector<Between<Weight>> xs;
  Shape in;
  Shape out;

  // stored(four neighbours, y, x) of every output element, saturated to the range. `values` are the
  // input's.
  template <typename Stored>
  Array run(DataType type, arith::IntegerType range, const std::vector<Weight>& values,
            const Stored& stored) const {
    std::vector<std::int64_t> result;
    result.reserve(static_cast<std::size_t>(out.count()));
    for (std::int64_t b = 0; b < out[0]; ++b) {
      const Weight* image = values.data() + b * in[1] * in[2] * in[3];
      const auto at = [&](std::int64_t iy, std::int64_t ix, std::int64_t c) {
        return image[(iy * in[2] + ix) * in[3] + c];
      };
      for (const auto& y : ys) {
        for (const auto& x : xs) {
          for (std::int64_t c = 0; c < in[3]; ++c) {
            result.push_back(
                range.saturate(stored(at(y.lower, x.lower, c), at(y.upper, x.lower, c),
                                      at(y.lower, x.upper, c), at(y.upper, x.upper, c), y, x)));
          }
        }
      }
    }
    Array output(type, out);
    store<std::int64_t>(output, 0, result);
    return output;
  }
};

// Stored values are blended.
template <typename Blend>
std::unique_ptr<Kernel> make_bilinear(const NodeContext& context,
                                      Bilinear<typename Blend::Weight> resize) {
  using Weight = typename Blend::Weight;
  return make_kernel([resize = std::move(resize), rounding = context.rule.division,
                      range = stored_range(context.output()),
                      operand = GridOperand(context)](std::span<const Array* const> inputs) {
    const Array& input = operand.get(inputs);
    return resize.run(input.type, range, load<Weight>(input, 0), [&](const auto&... neighbours) {
      return blend<Blend>(neighbours..., rounding);
    });
  });
}

// Dequantized values are blended and quantized.
std::unique_ptr<Kernel> make_dequantized(const NodeContext& context, Bilinear<float> resize) {
  return make_kernel(
      [resize = std::move(resize), operand = Operand(context, 0), step = scale(context.input(0)),
       zero = zero_point(context.input(0)), type = context.output().type,
       range = stored_range(context.output()),
       quantize = RealQuantizer(context, Activation::none)](std::span<const Array* const> inputs) {
        std::vector<float> reals = load<float>(operand.get(inputs), zero);
        for (float& v : reals) v *= step;
        return resize.run(type, range, reals, [&](const auto&... neighbours) {
          return quantize(blend_sum<RowBlend>(neighbours...));
        });
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
  const auto axes = [&](auto positions) {
    auto ys = positions(op, in[1], out[1]);
    return Bilinear<decltype(ys.front().fraction)>{std::move(ys), positions(op, in[2], out[2]), in,
                                                   out};
  };
  switch (context.rule.function) {
    case ArithmeticRule::Function::real:
      return make_bilinear<RealBlend>(context, axes(real_positions<double>));
    case ArithmeticRule::Function::onnxruntime:
      if (context.rule.operands == Operands::rescaled) {
        return make_bilinear<TruncatedBlend>(context, axes(truncated_positions));
      }
      return make_dequantized(context, axes(resize_positions));
    case ArithmeticRule::Function::tflite:
      break;
  }
  if (context.output().type == DataType::uint8) {
    return make_bilinear<FloatBlend>(context, axes(real_positions<float>));
  }
  return make_bilinear<FixedBlend>(context, axes(fixed_positions));
}

}  // namespace requant::exec::reference
