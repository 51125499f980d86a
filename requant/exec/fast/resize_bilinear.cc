#include "requant/exec/reference/resize_bilinear.h"

#include <algorithm>

#include "requant/exec/fast/ask_reference.h"
#include "requant/exec/fast/steps.h"

namespace requant::exec::fast {
namespace {

using reference::Between;

// Channels innermost; the stored values fit the type without saturation where the blend does not
// overshoot, and are saturated anyway.
template <typename T, typename Blend>
class BilinearStep final : public Step {
 public:
  using Weight = typename Blend::Weight;

  BilinearStep(std::vector<Between<Weight>> ys, std::vector<Between<Weight>> xs, const Shape& input,
               arith::Rounding rounding, arith::IntegerType range)
      : ys_(std::move(ys)),
        xs_(std::move(xs)),
        batches_(input[0]),
        line_(static_cast<std::size_t>(input[2] * input[3])),
        image_(static_cast<std::size_t>(input[1]) * line_),
        channels_(static_cast<std::size_t>(input[3])),
        rounding_(rounding),
        min_(range.min()),
        max_(range.max()) {}

  void run(const Buffers& buffers) const override {
    const auto* image = reinterpret_cast<const T*>(buffers.inputs[0]);
    auto* to = reinterpret_cast<T*>(buffers.outputs[0]);
    for (std::int64_t b = 0; b < batches_; ++b, image += image_) {
      for (const auto& y : ys_) {
        const T* lower = image + static_cast<std::size_t>(y.lower) * line_;
        const T* upper = image + static_cast<std::size_t>(y.upper) * line_;
        for (const auto& x : xs_) {
          const std::size_t left = static_cast<std::size_t>(x.lower) * channels_;
          const std::size_t right = static_cast<std::size_t>(x.upper) * channels_;
          blend_position(lower + left, upper + left, lower + right, upper + right, y, x, to);
          to += channels_;
        }
      }
    }
  }

 private:
  void blend_position(const T* lower_lower, const T* upper_lower, const T* lower_upper,
                      const T* upper_upper, const Between<Weight>& y, const Between<Weight>& x,
                      T* to) const {
    for (std::size_t c = 0; c < channels_; ++c) {
      const std::int64_t value = reference::blend<Blend>(
          static_cast<Weight>(lower_lower[c]), static_cast<Weight>(upper_lower[c]),
          static_cast<Weight>(lower_upper[c]), static_cast<Weight>(upper_upper[c]), y, x,
          rounding_);
      to[c] = static_cast<T>(std::clamp(value, min_, max_));
    }
  }

  std::vector<Between<Weight>> ys_;
  std::vector<Between<Weight>> xs_;
  std::int64_t batches_;
  std::size_t line_;
  std::size_t image_;
  std::size_t channels_;
  arith::Rounding rounding_;
  std::int64_t min_;
  std::int64_t max_;
};

std::unique_ptr<Step> make_truncated(const Tensor& input, const ResizeBilinear& op,
                                     const Tensor& output, arith::Rounding rounding) {
  const Shape& in = input.shape;
  const Shape& out = output.shape;
  const arith::IntegerType range = stored_range(output);
  auto ys = reference::truncated_positions(op, in[1], out[1]);
  auto xs = reference::truncated_positions(op, in[2], out[2]);
  using reference::TruncatedBlend;
  if (input.type == DataType::int8) {
    return std::make_unique<BilinearStep<std::int8_t, TruncatedBlend>>(std::move(ys), std::move(xs),
                                                                       in, rounding, range);
  }
  return std::make_unique<BilinearStep<std::uint8_t, TruncatedBlend>>(std::move(ys), std::move(xs),
                                                                      in, rounding, range);
}

}  // namespace

std::unique_ptr<Step> make_resize_bilinear_step(const NodeContext& context) {
  const Tensor& input = context.input(0);
  const Tensor& output = context.output();
  const auto& op = context.op<ResizeBilinear>();
  if (!is_byte(input) || !same_grid(input, output) || input.is_constant() ||
      context.rule.function == ArithmeticRule::Function::real) {
    return nullptr;
  }
  const Shape& in = input.shape;
  const Shape& out = output.shape;
  if (context.rule.function == ArithmeticRule::Function::onnxruntime) {
    if (context.rule.operands != Operands::rescaled) return nullptr;
    return make_truncated(input, op, output, context.rule.division);
  }
  if (input.type == DataType::uint8) {
    return std::make_unique<BilinearStep<std::uint8_t, reference::FloatBlend>>(
        reference::real_positions<float>(op, in[1], out[1]),
        reference::real_positions<float>(op, in[2], out[2]), in, context.rule.division,
        stored_range(output));
  }
  return std::make_unique<BilinearStep<std::int8_t, reference::FixedBlend>>(
      reference::fixed_positions(op, in[1], out[1]), reference::fixed_positions(op, in[2], out[2]),
      in, context.rule.division, stored_range(output));
}

}  // namespace requant::exec::fast
