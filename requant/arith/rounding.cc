#include "requant/arith/rounding.h"

#include <algorithm>
#include <cmath>

namespace requant::arith {

double round_real(double value, Rounding rounding) {
  const double floor = std::floor(value);
  const double rest = value - floor;
  switch (rounding) {
    case Rounding::half_up:
      return rest >= 0.5 ? floor + 1 : floor;
    case Rounding::half_away:
      return std::round(value);
    case Rounding::half_even:
      if (rest == 0.5) return std::fmod(floor, 2.0) == 0 ? floor : floor + 1;
      return rest > 0.5 ? floor + 1 : floor;
    case Rounding::floor:
      return floor;
    case Rounding::toward_zero:
      return std::trunc(value);
  }
  return floor;
}

std::int64_t round_to_int32(double value, Rounding rounding) {
  if (std::isnan(value)) return 0;
  return static_cast<std::int64_t>(
      round_real(std::clamp(value, -2147483648.0, 2147483647.0), rounding));
}

}  // namespace requant::arith
