#include "requant/exec/reference/divider.h"

#include <algorithm>
#include <cstdlib>

#include "requant/arith/rounding.h"
#include "requant/arith/sum_rescale.h"

namespace requant::exec::reference {
namespace {

// What a sum is multiplied by: the mean's multiplier where that is a float, else the effective
// scale.
double multiplier(const NodeContext& context, std::int64_t count) {
  const arith::RescaleRule& rule = context.rule.rescale;
  const float from = scale(context.input(0));
  const float to = scale(context.output());
  if (context.rule.operands == Operands::folded) return from / (to * static_cast<float>(count));
  const double m = arith::effective_scale(from, 1.0F, to, rule.scale_product);
  const bool is_float =
      rule.form == arith::MultiplierForm::float32 || rule.form == arith::MultiplierForm::float64;
  return is_float ? m / static_cast<double>(count) : m;
}

}  // namespace

Divider::Divider(const NodeContext& context, std::int64_t count)
    : rule_(context.rule),
      count_(count),
      rescale_(arith::make_rescale(multiplier(context, count), context.rule.rescale)) {
  const arith::MultiplierForm form = rule_.rescale.form;
  if (form == arith::MultiplierForm::power_of_two && std::abs(rescale_.right_shift) > 20) {
    context.refuse("the scales of its input and output are more than 2^20 apart");
  }
  if (form == arith::MultiplierForm::fixed_point) rescale_ = arith::divided(rescale_, count);
}

std::int64_t Divider::divide(std::int64_t sum) const {
  const std::int64_t acc = limit(sum, {rule_.accumulator_bits, true}, rule_.overflow);
  if (rule_.rescale.form != arith::MultiplierForm::power_of_two) return rescale_.apply(acc);
  const int shift = rescale_.right_shift;
  return arith::rounding_divide(acc * (std::int64_t{1} << std::max(0, -shift)),
                                count_ * (std::int64_t{1} << std::max(0, shift)), rule_.division);
}

}  // namespace requant::exec::reference
