#include "requant/exec/reference/sigmoid_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace requant::exec::reference {
namespace {

// sigmoid(i / 24) * 2^16, rounded; TFLite's table (sigmoid_table_uint16 in tensorflow
// lite/kernels/internal/common.h) is one higher at the indices whose bit is set in kOneHigher.
constexpr std::array<std::uint64_t, 4> kOneHigher{0xc0467baefa7bd110, 0x11009020440005, 0x80,
                                                  0x8000000000000000};

std::array<std::int64_t, 256> make_table() {
  std::array<std::int64_t, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double value = 65536.0 / (1.0 + std::exp(-static_cast<double>(i) / 24.0));
    table[i] = std::lround(value) + static_cast<std::int64_t>(kOneHigher[i / 64] >> (i % 64) & 1U);
  }
  return table;
}

// The table at `position` steps of 2^-bits, times 2^bits; `beyond` past its end.
std::int64_t interpolate(std::int64_t position, int bits, std::int64_t beyond) {
  static const std::array<std::int64_t, 256> table = make_table();
  const std::int64_t index = position >> bits;
  if (index >= 255) return beyond;
  const auto i = static_cast<std::size_t>(index);
  const std::int64_t rest = position - (index << bits);
  return (table[i] << bits) + rest * (table[i + 1] - table[i]);
}

}  // namespace

SigmoidTable::SigmoidTable(float input_scale, int power_shift_limit) {
  const float log2 = std::log(input_scale) * (1.0F / std::log(2.0F));
  const int power = static_cast<int>(std::round(log2)) + 12;
  const bool exact = std::abs(log2 - std::round(log2)) < 1e-3F;
  if (exact && power >= 0 && power <= power_shift_limit) {
    multiplier_ = 3 << power;
    shift_ = 0;
    return;
  }
  double multiplier = static_cast<double>(input_scale) * 4096.0 * 3.0;
  shift_ = 0;
  while (multiplier <= 32767.0 / 2.0 && shift_ <= 30) {
    ++shift_;
    multiplier *= 2.0;
  }
  multiplier_ = static_cast<std::int64_t>(std::min(multiplier, 2147483647.0));
}

std::int64_t SigmoidTable::to_table_scale(std::int64_t stored) const {
  const std::int64_t half = shift_ > 0 ? std::int64_t{1} << (shift_ - 1) : 0;
  return (stored * multiplier_ + half) >> shift_;
}

std::int64_t SigmoidTable::logistic(std::int64_t stored) const {
  const std::int64_t x = to_table_scale(stored);
  const std::int64_t value = interpolate(std::abs(x), 9, 0x7FFF << 10);
  return (x >= 0 ? value + 512 : (1 << 25) - value + 511) >> 10;
}

std::int64_t SigmoidTable::tanh(std::int64_t stored) const {
  const std::int64_t x = to_table_scale(stored);
  const std::int64_t value = interpolate(std::abs(x), 8, 0xFFFF << 8);
  return (x >= 0 ? value - (1 << 23) + 128 : (1 << 23) - value + 127) >> 8;
}

}  // namespace requant::exec::reference
