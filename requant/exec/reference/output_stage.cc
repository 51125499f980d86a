#include "requant/exec/reference/output_stage.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace requant::exec::reference {
namespace {

// gemmlowp's two roundings on int32, ties of the second away from zero; the multiplier is not
// negative.
inline std::int32_t double_rounding(std::int32_t acc, std::int32_t multiplier, int left_shift,
                                    int right_shift) {
  const auto shifted = static_cast<std::int32_t>(static_cast<std::uint32_t>(acc) << left_shift);
  const auto high = static_cast<std::int32_t>(
      (static_cast<std::int64_t>(shifted) * multiplier + (std::int64_t{1} << 30)) >> 31);
  const auto mask = static_cast<std::int32_t>((std::int64_t{1} << right_shift) - 1);
  const std::int32_t rest = high & mask;
  const std::int32_t threshold = (mask >> 1) + (high < 0 ? 1 : 0);
  return (high >> right_shift) + (rest > threshold ? 1 : 0);
}

}  // namespace

RealRange real_bounds(Activation activation) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  switch (activation) {
    case Activation::none:
      break;
    case Activation::relu:
      return {0.0F, kInfinity};
    case Activation::relu6:
      return {0.0F, 6.0F};
    case Activation::relu_n1_to_1:
      return {-1.0F, 1.0F};
  }
  return {-kInfinity, kInfinity};
}

StoredRange activation_range(Activation activation, const Tensor& output) {
  const arith::IntegerType stored = stored_range(output);
  const auto bound = [&](float real) {
    return zero_point(output) + static_cast<std::int64_t>(std::round(real / scale(output)));
  };
  const RealRange real = real_bounds(activation);
  StoredRange range{stored.min(), stored.max()};
  if (std::isfinite(real.min)) range.min = std::max(range.min, bound(real.min));
  if (std::isfinite(real.max)) range.max = std::min(range.max, bound(real.max));
  return range;
}

std::int64_t limit(std::int64_t value, arith::IntegerType accumulator, Overflow overflow) {
  return overflow == Overflow::wrap ? accumulator.wrap(value) : accumulator.saturate(value);
}

OutputStage::OutputStage(const ArithmeticRule& rule, std::vector<arith::Rescale> rescales,
                         std::int64_t zero_point, StoredRange range, bool limit_accumulator)
    : rescales_(std::move(rescales)),
      accumulator_{rule.accumulator_bits, true},
      overflow_(rule.overflow),
      limit_accumulator_(limit_accumulator),
      zero_point_(zero_point),
      range_(range) {
  for (const arith::Rescale& r : rescales_) {
    const int shift = r.right_shift - 31;
    fixed_points_.push_back({std::max(0, -shift), r.multiplier, std::clamp(shift, 0, 31)});
  }
  uniform_ = std::ranges::all_of(fixed_points_,
                                 [&](const FixedPoint& f) { return f == fixed_points_[0]; });
}

void OutputStage::apply(std::span<const std::int32_t> accumulators,
                        std::span<std::int32_t> stored) const {
  const arith::RescaleRule& rule = rescales_[0].rule;
  const bool common = rule.form == arith::MultiplierForm::fixed_point && rule.double_rounding &&
                      rule.rounding == arith::Rounding::half_away && !limit_accumulator_;
  if (common) {
    apply_double_rounding(accumulators, stored);
  } else {
    apply_any(accumulators, stored);
  }
}

void OutputStage::apply(std::span<const std::int64_t> accumulators,
                        std::span<std::int32_t> stored) const {
  apply_any(accumulators, stored);
}

template <typename Acc>
void OutputStage::apply_any(std::span<const Acc> accumulators,
                            std::span<std::int32_t> stored) const {
  const std::size_t channels = rescales_.size();
  for (std::size_t begin = 0; begin < accumulators.size(); begin += channels) {
    for (std::size_t c = 0; c < channels; ++c) {
      stored[begin + c] = this->stored(accumulators[begin + c], c);
    }
  }
}

void OutputStage::apply_double_rounding(std::span<const std::int32_t> accumulators,
                                        std::span<std::int32_t> stored) const {
  const auto finish = [this](std::int32_t acc, const FixedPoint& f) {
    const std::int64_t value =
        double_rounding(acc, f.multiplier, f.left_shift, f.right_shift) + zero_point_;
    return static_cast<std::int32_t>(std::clamp(value, range_.min, range_.max));
  };
  if (uniform_) {
    const FixedPoint f = fixed_points_[0];
    for (std::size_t i = 0; i < accumulators.size(); ++i) stored[i] = finish(accumulators[i], f);
    return;
  }
  const std::size_t channels = fixed_points_.size();
  for (std::size_t begin = 0; begin < accumulators.size(); begin += channels) {
    for (std::size_t c = 0; c < channels; ++c) {
      stored[begin + c] = finish(accumulators[begin + c], fixed_points_[c]);
    }
  }
}

}  // namespace requant::exec::reference
