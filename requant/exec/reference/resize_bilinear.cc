#include "requant/exec/reference/resize_bilinear.h"

#include "requant/exec/reference/elements.h"
#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/table.h"

namespace requant::exec::reference {
namespace {

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
        for (const auto& x : xs) blend_all(values.data() + b * in[1] * in[2] * in[3], y, x, stored);
      }
    }
    Array output(input.type, out);
    const arith::IntegerType range = integer_type(input.type);
    for (std::int64_t& v : stored) v = range.saturate(v);
    store<std::int64_t>(output, 0, stored);
    return output;
  }

  void blend_all(const std::int32_t* image, const Between<Weight>& y, const Between<Weight>& x,
                 std::vector<std::int64_t>& stored) const {
    const auto at = [&](std::int64_t iy, std::int64_t ix, std::int64_t c) {
      return static_cast<Weight>(image[(iy * in[2] + ix) * in[3] + c]);
    };
    for (std::int64_t c = 0; c < in[3]; ++c) {
      stored.push_back(blend<Blend>(at(y.lower, x.lower, c), at(y.upper, x.lower, c),
                                    at(y.lower, x.upper, c), at(y.upper, x.upper, c), y, x,
                                    rounding));
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
  if (context.rule.function == ArithmeticRule::Function::onnxruntime) {
    return make_bilinear<TruncatedBlend>(
        context, {resize_positions(op, in[1], out[1]), resize_positions(op, in[2], out[2]), in, out,
                  context.rule.division});
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
