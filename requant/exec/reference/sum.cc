#include "requant/exec/reference/sum.h"

#include <algorithm>

#include "requant/arith/sum_rescale.h"
#include "requant/exec/reference/broadcast.h"
#include "requant/exec/reference/folded.h"

namespace requant::exec::reference {
namespace {

struct FixedPointSum {
  arith::Rescale x;
  arith::Rescale y;
  arith::Rescale output;
  int left_shift;
  int sign;
  arith::IntegerType accumulator;
  Overflow overflow;

  std::int64_t term_x(std::int64_t v) const { return x.apply(v * (std::int64_t{1} << left_shift)); }
  std::int64_t term_y(std::int64_t v) const {
    return sign * y.apply(v * (std::int64_t{1} << left_shift));
  }
  std::int64_t combine(std::int64_t a, std::int64_t b) const {
    return output.apply(limit(a + b, accumulator, overflow));
  }
};

struct FloatSum {
  float x_scale;
  float y_scale;
  float output_scale;
  int sign;
  arith::Rounding rounding;

  float term_x(std::int64_t v) const { return static_cast<float>(v) * x_scale; }
  float term_y(std::int64_t v) const { return static_cast<float>(sign * v) * y_scale; }
  std::int64_t combine(float a, float b) const {
    const float sum = a + b;
    return arith::round_to_int32(sum / output_scale, rounding);
  }
};

// Of stored values less their origin.
struct FoldedScheme {
  FoldedSum sum;
  arith::Rounding rounding;

  float term_x(std::int64_t v) const { return static_cast<float>(v); }
  float term_y(std::int64_t v) const { return static_cast<float>(v); }
  std::int64_t combine(float a, float b) const {
    return arith::round_to_int32(sum(a, b), rounding);
  }
};

struct ShiftSum {
  int x_left_shift;
  int y_left_shift;
  int right_shift;
  int sign;
  arith::IntegerType accumulator;
  Overflow overflow;
  arith::Rounding rounding;

  std::int64_t term_x(std::int64_t v) const { return v * (std::int64_t{1} << x_left_shift); }
  std::int64_t term_y(std::int64_t v) const { return sign * v * (std::int64_t{1} << y_left_shift); }
  std::int64_t combine(std::int64_t a, std::int64_t b) const {
    return arith::rounding_right_shift(limit(a + b, accumulator, overflow), right_shift, rounding);
  }
};

FixedPointSum fixed_point_sum(const NodeContext& context, int sign) {
  const ArithmeticRule& rule = context.rule;
  const arith::SumRescales rescales =
      arith::sum_rescales(scale(context.input(0)), scale(context.input(1)), scale(context.output()),
                          rule.input_left_shift, rule.rescale);
  return {.x = rescales.x,
          .y = rescales.y,
          .output = rescales.output,
          .left_shift = rule.input_left_shift,
          .sign = sign,
          .accumulator = {rule.accumulator_bits, true},
          .overflow = rule.overflow};
}

ShiftSum shift_sum(const NodeContext& context, int sign) {
  const ArithmeticRule& rule = context.rule;
  const double output_scale = scale(context.output());
  const int x =
      arith::make_rescale(scale(context.input(0)) / output_scale, rule.rescale).right_shift;
  const int y =
      arith::make_rescale(scale(context.input(1)) / output_scale, rule.rescale).right_shift;
  const int finest = std::max({x, y, 0});
  if (finest - std::min(x, y) > 40 || finest > 40) {
    context.refuse("the scales of its operands and output are more than 2^40 apart");
  }
  return {.x_left_shift = finest - x,
          .y_left_shift = finest - y,
          .right_shift = finest,
          .sign = sign,
          .accumulator = {rule.accumulator_bits, true},
          .overflow = rule.overflow,
          .rounding = rule.rescale.rounding};
}

}  // namespace

std::unique_ptr<Kernel> make_sum(const NodeContext& context, int sign, Activation activation) {
  Elementwise op(context, activation);
  switch (context.rule.rescale.form) {
    case arith::MultiplierForm::fixed_point:
      return make_elementwise(std::move(op), fixed_point_sum(context, sign));
    case arith::MultiplierForm::float32:
    case arith::MultiplierForm::float64:
      if (context.rule.operands == Operands::folded) {
        op.x_zero_point = op.y_zero_point = op.zero_point = folded_origin(context);
        return make_elementwise(
            std::move(op), FoldedScheme{FoldedSum(context, sign), context.rule.rescale.rounding});
      }
      return make_elementwise(
          std::move(op), FloatSum{scale(context.input(0)), scale(context.input(1)),
                                  scale(context.output()), sign, context.rule.rescale.rounding});
    case arith::MultiplierForm::power_of_two:
      return make_elementwise(std::move(op), shift_sum(context, sign));
  }
  return nullptr;
}

}  // namespace requant::exec::reference
