#include <algorithm>
#include <bit>
#include <cstdlib>

#include "requant/arith/rounding.h"
#include "requant/exec/reference/broadcast.h"
#include "requant/exec/reference/kernels.h"

namespace requant::exec::reference {
namespace {

// sum / count on the output's grid, before its zero point.
class Divider {
 public:
  // fixed_point: 1 / count goes into the multiplier, truncated (source: QuantizedMeanOrSum in
  // tensorflow lite/kernels/internal/reference/reduce.h). power_of_two: the exact quotient is
  // rounded once by the rule's division.
  Divider(const NodeContext& context, std::int64_t count) : rule_(context.rule), count_(count) {
    const arith::RescaleRule& rule = rule_.rescale;
    const double m = arith::effective_scale(scale(context.input(0)), 1.0F, scale(context.output()),
                                            rule.scale_product);
    const bool is_float =
        rule.form == arith::MultiplierForm::float32 || rule.form == arith::MultiplierForm::float64;
    rescale_ = arith::make_rescale(is_float ? m / static_cast<double>(count) : m, rule);
    if (rule.form == arith::MultiplierForm::power_of_two && std::abs(rescale_.right_shift) > 20) {
      context.refuse("the scales of its input and output are more than 2^20 apart");
    }
    if (rule.form == arith::MultiplierForm::fixed_point) divide_multiplier();
  }

  std::int64_t divide(std::int64_t sum) const {
    const std::int64_t acc = limit(sum, {rule_.accumulator_bits, true}, rule_.overflow);
    if (rule_.rescale.form != arith::MultiplierForm::power_of_two) return rescale_.apply(acc);
    const int shift = rescale_.right_shift;
    return arith::rounding_divide(acc * (std::int64_t{1} << std::max(0, -shift)),
                                  count_ * (std::int64_t{1} << std::max(0, shift)), rule_.division);
  }

 private:
  void divide_multiplier() {
    const int exponent = rule_.rescale.multiplier_bits - rescale_.right_shift;
    int shift = 63 - std::countl_zero(static_cast<std::uint64_t>(count_));
    shift = std::max(0, std::min({shift, 32, 31 + exponent}));
    rescale_.multiplier = static_cast<std::int32_t>(
        (static_cast<std::int64_t>(rescale_.multiplier) << shift) / count_);
    rescale_.right_shift += shift;
  }

  ArithmeticRule rule_;
  std::int64_t count_;
  arith::Rescale rescale_;
};

// The input's shape with 1 along the axes.
Shape reduced_shape(const Shape& input, const std::vector<std::int64_t>& axes) {
  Shape result = input;
  for (const std::int64_t axis : axes) result[static_cast<int>(axis)] = 1;
  return result;
}

}  // namespace

std::unique_ptr<Kernel> make_mean(const NodeContext& context) {
  require_unary(context);
  const Tensor& input = context.input(0);
  const Tensor& output = context.output();
  const Shape reduced = reduced_shape(input.shape, context.op<Mean>().axes);
  if (reduced.count() != output.shape.count()) {
    context.refuse("the mean of " + input.shape.text() + " over its axes is not " +
                   output.shape.text());
  }
  const Divider divider(context, input.shape.count() / reduced.count());
  const Broadcast spread(context, reduced, reduced, input.shape);
  const StoredRange range = activation_range(Activation::none, output);
  return make_kernel([=, operand = Operand(context, 0), zero = zero_point(input),
                      output_zero = zero_point(output), type = output.type,
                      shape = output.shape](std::span<const Array* const> inputs) {
    const auto values = load<std::int64_t>(operand.get(inputs), zero);
    std::vector<std::int64_t> sums(static_cast<std::size_t>(shape.count()));
    spread.for_each([&](std::size_t i, std::size_t o, std::size_t) { sums[o] += values[i]; });
    for (std::int64_t& sum : sums) {
      sum = std::clamp(divider.divide(sum) + output_zero, range.min, range.max);
    }
    Array result(type, shape);
    store<std::int64_t>(result, 0, sums);
    return result;
  });
}

}  // namespace requant::exec::reference
