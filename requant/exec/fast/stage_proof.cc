#include "requant/exec/fast/stage_proof.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

namespace requant::exec::fast {
namespace {

using arith::MultiplierForm;
using arith::Rounding;

// 31-bit constants and 2 more bits of the accumulator fit the integer kernel below that.
constexpr double kGreatestBound = 1 << 29;
// Below that, the rounding of the real kernel works.
constexpr double kGreatestReal = (1 << 22) - 1024;
constexpr int kFineBits = 2;  // that the integer kernel adds to an accumulator

double scale_of(const arith::Rescale& rescale) {
  switch (rescale.rule.form) {
    case MultiplierForm::fixed_point:
      return std::ldexp(static_cast<double>(rescale.multiplier), -rescale.right_shift);
    case MultiplierForm::power_of_two:
      return std::ldexp(1.0, -rescale.right_shift);
    case MultiplierForm::float32:
    case MultiplierForm::float64:
      return rescale.real_multiplier;
  }
  return 0;
}

// How a rule moves its steps from those of floor, as a part of one output step, for accumulators
// that are not negative and that are.
struct Shift {
  double positive;
  double negative;
};

Shift shift_of(Rounding rounding) {
  switch (rounding) {
    case Rounding::half_up:
    case Rounding::half_away:
    case Rounding::half_even:
      return {0.5, 0.5};
    case Rounding::floor:
      return {0, 0};
    case Rounding::toward_zero:
      return {0, 1};
  }
  return {0, 0};
}

std::int32_t bits_of(float value) { return std::bit_cast<std::int32_t>(value); }

}  // namespace

StageProof::StageProof(const reference::OutputStage& stage, std::size_t channel, double bound,
                       reference::StoredRange range)
    : stage_(stage), channel_(channel), bound_(static_cast<std::int64_t>(bound)), range_(range) {
  scale_ = scale_of(stage.rescale(channel));
  // Beyond these, the reference's own integers may wrap.
  is_staircase_ =
      !stage.may_wrap() && bound < kGreatestBound && scale_ > 0 && bound * scale_ < kGreatestBound;
  is_wide_ = range.max - range.min > 255;
  if (is_staircase_ && !is_wide_) find_steps(scale_);
}

std::int64_t StageProof::step_of(std::int32_t stored, double scale) const {
  const auto reached = [&](std::int64_t acc) { return stage_.stored(acc, channel_) >= stored; };
  const double real = static_cast<double>(stored - stage_.zero_point());
  const Shift shift = shift_of(stage_.rescale(channel_).rule.rounding);
  const double guess = (real - (real > 0 ? shift.positive : shift.negative)) / scale;
  const auto limit = static_cast<double>(bound_ + 1);
  auto high = static_cast<std::int64_t>(std::ceil(std::clamp(guess, -limit, limit)));
  std::int64_t stride = 1;
  while (high <= bound_ && !reached(high)) high += std::exchange(stride, stride * 2);
  high = std::min(high, bound_ + 1);
  stride = 1;
  std::int64_t low = high - 1;
  while (low >= -bound_ && reached(low)) {
    high = low;
    low -= std::exchange(stride, stride * 2);
  }
  low = std::max(low, -bound_ - 1);
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (reached(middle) ? high : low) = middle;
  }
  return high;
}

void StageProof::find_steps(double scale) {
  for (std::int64_t stored = range_.min + 1; stored <= range_.max; ++stored) {
    const std::int64_t at = step_of(static_cast<std::int32_t>(stored), scale);
    if (at <= -bound_ || at > bound_) continue;
    steps_.push_back({static_cast<std::int32_t>(at), static_cast<std::int32_t>(stored)});
  }
  const auto compare_at = [&](std::int32_t acc, std::int32_t stored) {
    accumulators_.push_back(acc);
    expected_.push_back(stored);
  };
  for (const std::int64_t acc :
       {-bound_, std::max<std::int64_t>(-bound_, -1), std::int64_t{0}, bound_}) {
    compare_at(static_cast<std::int32_t>(acc), stage_.stored(acc, channel_));
  }
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const std::int32_t at = steps_[i].accumulator;
    const bool is_last = i + 1 == steps_.size() || steps_[i + 1].accumulator > at;
    if (is_last) compare_at(at, steps_[i].stored);
    const bool is_first = i == 0 || steps_[i - 1].accumulator < at;
    if (is_first) compare_at(at - 1, i == 0 ? expected_.front() : steps_[i - 1].stored);
  }
}

std::optional<StageConstants> StageProof::find(StageKind kind) const {
  if (!is_staircase_) return std::nullopt;
  switch (kind) {
    case StageKind::real:
      return find_real(false);
    case StageKind::signed_real:
      return find_real(true);
    case StageKind::integer:
      return find_integer();
    case StageKind::scalar:
      break;
  }
  return std::nullopt;
}

// The middle of the offsets with which a real factor gives all steps, rounding aside.
std::optional<double> StageProof::offset_for(double factor, bool is_signed) const {
  double low = -1;
  double high = 1;
  const auto narrow = [&](std::int32_t acc, double border, bool above) {
    const double rest = border - factor * acc;
    if (is_signed && acc < 0) {
      above ? high = std::min(high, -rest) : low = std::max(low, -rest);
    } else {
      above ? low = std::max(low, rest) : high = std::min(high, rest);
    }
  };
  for (const Step& step : steps_) {
    const double border = static_cast<double>(step.stored - stage_.zero_point()) - 0.5;
    narrow(step.accumulator, border, true);
    narrow(step.accumulator - 1, border, false);
  }
  if (low > high) return std::nullopt;
  return (low + high) / 2;
}

std::optional<StageConstants> StageProof::find_real(bool is_signed) const {
  if (is_wide_ || static_cast<double>(bound_) * scale_ > kGreatestReal) return std::nullopt;
  const StageKind kind = is_signed ? StageKind::signed_real : StageKind::real;
  for (const int ulps : {0, 1, -1, 2, -2, 3, -3, 4, -4}) {
    float factor = static_cast<float>(scale_);
    for (int i = 0; i < std::abs(ulps); ++i) {
      factor = std::nextafter(factor, ulps > 0 ? std::numeric_limits<float>::max() : 0.0F);
    }
    const auto offset = offset_for(factor, is_signed);
    if (!offset) continue;
    const StageConstants constants{bits_of(factor), bits_of(static_cast<float>(*offset)), 0, 0};
    if (holds(kind, constants)) return constants;
  }
  return std::nullopt;
}

// M = multiplier * 2^-shift with a multiplier of 31 bits; what is behind the high 32 bits of
// (4 acc) * multiplier stands for the rest of the shift. Double rounding moves a step by half a
// unit of its first result.
std::optional<StageConstants> StageProof::find_integer() const {
  int exponent = 0;
  const double fraction = std::frexp(scale_, &exponent);
  const double mantissa = std::round(std::ldexp(fraction, 31));
  if (mantissa >= 2147483648.0) return std::nullopt;
  const int right_shift = 31 - exponent + kFineBits - 32;
  if (right_shift < 1 || right_shift > 30) return std::nullopt;
  const arith::RescaleRule& rule = stage_.rescale(channel_).rule;
  const auto half = static_cast<std::int32_t>(1 << (right_shift - 1));
  std::int32_t positive = 0;
  std::int32_t negative = 0;
  const bool twice = rule.form == MultiplierForm::fixed_point && rule.double_rounding;
  switch (rule.rounding) {
    case Rounding::half_up:
    case Rounding::half_even:
      positive = negative = half;
      break;
    case Rounding::half_away:
      positive = half;
      negative = half - 1;
      break;
    case Rounding::floor:
      break;
    case Rounding::toward_zero:
      negative = 2 * half - 1;
      break;
  }
  if (twice) {
    constexpr std::int32_t kHalfUnit = 1 << (kFineBits - 2);
    const int second = right_shift - (kFineBits - 1);  // the second rounding's shift
    if (second == 0) positive = negative = kHalfUnit;
    if (second > 0) {
      if (rule.rounding == Rounding::half_away) negative = half;
      positive += kHalfUnit;
      negative += rule.rounding == Rounding::half_away ? -kHalfUnit : kHalfUnit;
    }
  }
  const StageConstants constants{static_cast<std::int32_t>(mantissa), positive, negative - positive,
                                 right_shift};
  const bool proven = is_wide_ ? is_exact_by_construction() : holds(StageKind::integer, constants);
  return proven ? std::optional(constants) : std::nullopt;
}

// One rounding by floor or half up: a step lies where 4 acc * multiplier reaches a multiple of
// 2^32, which the high half of the product shows.
bool StageProof::is_exact_by_construction() const {
  const arith::RescaleRule& rule = stage_.rescale(channel_).rule;
  const bool is_single = rule.form == MultiplierForm::power_of_two ||
                         (rule.form == MultiplierForm::fixed_point && !rule.double_rounding);
  const bool fits = rule.rounding == Rounding::half_up || rule.rounding == Rounding::floor;
  return is_single && fits && !stage_.limits_accumulator();
}

bool StageProof::holds(StageKind kind, const StageConstants& constants) const {
  const Compute& simd = compute();
  const std::size_t width = simd.panel_channels;
  std::vector<std::int32_t> rows(kStageRows * width, 0);
  for (std::size_t r = 0; r + 1 < kStageRows; ++r) {
    std::fill_n(rows.begin() + static_cast<std::ptrdiff_t>((r + 1) * width), width, constants[r]);
  }
  const std::size_t panels = (accumulators_.size() + width - 1) / width;
  std::vector<std::int32_t> lanes(panels * width, 0);
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    const std::size_t lane = i % width;
    const std::size_t from = i - lane + lane_channel(lane / (width / 2), lane % (width / 2));
    lanes[i] = from < accumulators_.size() ? accumulators_[from] : 0;
  }
  std::vector<std::int16_t> output(panels * width);
  simd.apply_stage(
      {rows.data(), &kind, static_cast<std::int32_t>(stage_.zero_point()),
       static_cast<std::int32_t>(range_.min), static_cast<std::int32_t>(range_.max), Stored::int16},
      lanes.data(), panels, reinterpret_cast<std::byte*>(output.data()));
  return std::equal(expected_.begin(), expected_.end(), output.begin(),
                    [](std::int32_t a, std::int16_t b) { return a == b; });
}

}  // namespace requant::exec::fast
