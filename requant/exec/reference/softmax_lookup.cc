#include "requant/exec/reference/softmax_lookup.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "requant/arith/rounding.h"

namespace requant::exec::reference {

SoftmaxLookup::SoftmaxLookup(float factor, std::int64_t depth, const Tensor& output)
    : levels_(std::floor(1.0F / scale(output))),
      zero_point_(zero_point(output)),
      range_(stored_range(output)) {
  // The greatest exponential is as great as the sum of a row allows, but for a reserve of e^5.
  constexpr double kReserve = 5;
  const float most = std::numeric_limits<float>::max() / static_cast<float>(depth);
  const double step = factor;
  const double shift = std::max(0.0, static_cast<double>(std::log(most)) - kReserve) / step;
  for (std::size_t i = 0; i < exponentials_.size(); ++i) {
    exponentials_[i] = static_cast<float>(std::exp((static_cast<double>(i) - 255 + shift) * step));
  }
}

void SoftmaxLookup::operator()(std::span<const std::int32_t> values,
                               std::span<std::int32_t> stored) const {
  const std::int32_t greatest = *std::ranges::max_element(values);
  const auto exponential = [&](std::int32_t v) {
    return exponentials_[static_cast<std::size_t>(v - greatest + 255)];
  };
  float sum = 0;
  for (const std::int32_t v : values) sum += exponential(v);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float share = exponential(values[i]) / sum;
    const std::int64_t rounded = arith::round_to_int32(share * levels_, arith::Rounding::half_even);
    stored[i] = static_cast<std::int32_t>(range_.saturate(rounded + zero_point_));
  }
}

}  // namespace requant::exec::reference
