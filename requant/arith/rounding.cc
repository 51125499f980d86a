#include "requant/arith/rounding.h"

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

}  // namespace requant::arith
