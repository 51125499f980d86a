#include "requant/exec/reference/softmax_int16.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include "requant/exec/reference/fixed_point_math.h"

namespace requant::exec::reference {
namespace {

constexpr double kRange = 65535;

}  // namespace

SoftmaxInt16::Table::Table(double input_scale, std::int64_t input_zero_point,
                           const std::function<double(double)>& function) {
  const double lowest = input_scale * static_cast<double>(kInt16.min() - input_zero_point);
  const double highest = input_scale * static_cast<double>(kInt16.max() - input_zero_point);
  const double step = (highest - lowest) / 512;
  // Outputs have the scale 2 / kRange.
  const double output_min = 2.0 / kRange * static_cast<double>(kInt16.min());
  const double output_max = 2.0 / kRange * static_cast<double>(kInt16.max());
  const double factor = (kRange + 1) / (output_max - output_min);
  for (std::size_t i = 0; i < 512; ++i) {
    const double x = lowest + static_cast<double>(i) * step;
    const double here = std::round(function(x) * factor);
    const double next = function(lowest + static_cast<double>(i + 1) * step) * factor;
    const double middle = std::round(function(x + step / 2) * factor);
    const double bias = std::round((std::round((next + here) / 2) - middle) / 2);
    values_[i] = kInt16.saturate(static_cast<std::int64_t>(here - bias));
  }
  values_[512] = kInt16.saturate(static_cast<std::int64_t>(std::round(function(highest) * factor)));
}

std::int64_t SoftmaxInt16::Table::operator()(std::int64_t value) const {
  const std::int64_t v = kInt16.saturate(value);
  const auto index = static_cast<std::size_t>(256 + (v >> 7));
  const std::int64_t slope = kInt16.wrap(values_[index + 1] - values_[index]);
  return values_[index] + ((slope * (v & 0x7f) + 64) >> 7);
}

SoftmaxInt16::SoftmaxInt16(float beta, float input_scale)
    : rescale_(arith::make_rescale(static_cast<double>(input_scale * beta) / (10.0 / kRange), {})),
      exp_(10.0 / kRange, kInt16.max(), [](double x) { return std::exp(x); }),
      one_over_one_plus_(1.0 / kRange, kInt16.min(), [](double x) { return 1.0 / (1.0 + x); }) {}

std::int64_t SoftmaxInt16::exponential(std::int64_t difference) const {
  return exp_(rescale_.apply(difference) + 32767);
}

void SoftmaxInt16::operator()(std::span<const std::int32_t> values,
                              std::span<std::int32_t> stored) const {
  const std::int32_t greatest = *std::max_element(values.begin(), values.end());
  std::vector<std::int64_t> exponentials;
  std::int64_t sum = 0;
  for (const std::int32_t v : values) {
    exponentials.push_back(exponential(std::int64_t{v} - greatest));
    sum += exponentials.back();
  }
  sum = std::min<std::int64_t>(sum, 2147483647);
  const int headroom = std::countl_zero(static_cast<std::uint32_t>(sum));
  const std::int64_t normalized = ((sum << (headroom - 1)) + (1 << 13)) >> 14;
  const std::int64_t factor = one_over_one_plus_(normalized - (1 << 15) - (1 << 16));
  const int right_shift = 31 - headroom;
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const std::int64_t product = exponentials[i] * factor;
    const std::int64_t result = (product + (std::int64_t{1} << (right_shift - 1))) >> right_shift;
    stored[i] = static_cast<std::int32_t>(std::clamp<std::int64_t>(result, 0, 32767));
  }
}

}  // namespace requant::exec::reference
