#include "requant/arith/sum_rescale.h"

#include <algorithm>
#include <bit>

namespace requant::arith {

SumRescales sum_rescales(float x_scale, float y_scale, float output_scale, int left_shift,
                         const RescaleRule& rule) {
  const auto x = static_cast<double>(x_scale);
  const auto y = static_cast<double>(y_scale);
  const double twice_greater = 2 * std::max(x, y);
  const double output =
      static_cast<double>(output_scale) * static_cast<double>(std::int64_t{1} << left_shift);
  return {.x = make_rescale(x / twice_greater, rule),
          .y = make_rescale(y / twice_greater, rule),
          .output = make_rescale(twice_greater / output, rule)};
}

Rescale divided(Rescale rescale, std::int64_t count) {
  const int exponent = rescale.rule.multiplier_bits - rescale.right_shift;
  int shift = 63 - std::countl_zero(static_cast<std::uint64_t>(count));
  shift = std::max(0, std::min({shift, 32, 31 + exponent}));
  rescale.multiplier =
      static_cast<std::int32_t>((static_cast<std::int64_t>(rescale.multiplier) << shift) / count);
  rescale.right_shift += shift;
  return rescale;
}

}  // namespace requant::arith
