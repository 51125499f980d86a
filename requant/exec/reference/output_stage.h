// The end of every op that computes: a value in wide integers becomes a stored output value.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "requant/arith/rescale.h"
#include "requant/exec/reference/context.h"

namespace requant::exec::reference {

// The stored values that an output may take, both ends included.
struct StoredRange {
  std::int64_t min;
  std::int64_t max;
};

// The bounds of an activation in real units; infinite where it has none.
struct RealRange {
  float min;
  float max;
};
RealRange real_bounds(Activation activation);

// zero_point + round(f / scale), in float32 with ties away from zero, of the bounds of the
// activation, within what the output may store (source: CalculateActivationRangeQuantized in
// tensorflow lite/kernels/kernel_util.cc).
StoredRange activation_range(Activation activation, const Tensor& output);

// The value as an accumulator of that width holds it.
std::int64_t limit(std::int64_t value, arith::IntegerType accumulator, Overflow overflow);

// Accumulators (bias included) to stored values: limited to the accumulator's width by the rule's
// overflow, rescaled with the multiplier of their channel, moved by the output's zero point and
// clamped.
class OutputStage {
 public:
  // One rescale for every channel, or one for all. `limit_accumulator` false: the caller knows that
  // no accumulator leaves its width.
  OutputStage(const ArithmeticRule& rule, std::vector<arith::Rescale> rescales,
              std::int64_t zero_point, StoredRange range, bool limit_accumulator);

  // `accumulators` are rows of all channels, channels innermost; `stored` has their size.
  void apply(std::span<const std::int32_t> accumulators, std::span<std::int32_t> stored) const;
  void apply(std::span<const std::int64_t> accumulators, std::span<std::int32_t> stored) const;
  // The same of one accumulator of a channel: what all of the above compute.
  std::int32_t stored(std::int64_t accumulator, std::size_t channel) const {
    if (limit_accumulator_) accumulator = limit(accumulator, accumulator_, overflow_);
    const std::int64_t value = rescales_[channel].apply(accumulator) + zero_point_;
    return static_cast<std::int32_t>(std::clamp(value, range_.min, range_.max));
  }

  const arith::Rescale& rescale(std::size_t channel) const { return rescales_[channel]; }
  std::size_t channels() const { return rescales_.size(); }
  std::int64_t zero_point() const { return zero_point_; }
  StoredRange range() const { return range_; }
  bool limits_accumulator() const { return limit_accumulator_; }
  // Whether accumulators may leave their width, and wrap then.
  bool may_wrap() const { return limit_accumulator_ && overflow_ == Overflow::wrap; }

 private:
  template <typename Acc>
  void apply_any(std::span<const Acc> accumulators, std::span<std::int32_t> stored) const;
  void apply_double_rounding(std::span<const std::int32_t> accumulators,
                             std::span<std::int32_t> stored) const;

  // The parts of a fixed-point rescale of one channel, in the order in which they are used.
  struct FixedPoint {
    std::int32_t left_shift;
    std::int32_t multiplier;
    std::int32_t right_shift;
    friend bool operator==(const FixedPoint&, const FixedPoint&) = default;
  };

  std::vector<arith::Rescale> rescales_;
  std::vector<FixedPoint> fixed_points_;
  bool uniform_;  // all channels have the same rescale
  arith::IntegerType accumulator_;
  Overflow overflow_;
  bool limit_accumulator_;
  std::int64_t zero_point_;
  StoredRange range_;
};

}  // namespace requant::exec::reference
