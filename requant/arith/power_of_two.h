// Powers of two among real numbers.
#pragma once

#include <cmath>

namespace requant::arith {

// Whether a positive value is 2^n, n any integer, within 1e-6 of it (scales are float32, whose
// spacing is 1.2e-7). False for other values and for infinities.
inline bool is_power_of_two(double value) {
  constexpr double kTolerance = 1e-6;
  if (!(value > 0) || std::isinf(value)) return false;
  return std::abs(value / std::exp2(std::round(std::log2(value))) - 1) <= kTolerance;
}

}  // namespace requant::arith
