// logistic and tanh on 16 bits, by the table that TFLite's integer kernels interpolate.
#pragma once

#include <cstdint>

namespace requant::exec::reference {

// A 16-bit input on the scale of the table: x * 3 * 4096 is input * multiplier * 2^-left_shift
// (source: SigmoidPrepare and TanhPrepare in tensorflow lite/kernels/activations.cc).
class SigmoidTable {
 public:
  // `power_shift_limit`: input scales 2^-12 * 2^s with 0 <= s <= limit take an exact multiplier.
  SigmoidTable(float input_scale, int power_shift_limit);

  // Stored outputs on scale 1/32768.
  std::int64_t logistic(std::int64_t stored) const;
  std::int64_t tanh(std::int64_t stored) const;

 private:
  std::int64_t to_table_scale(std::int64_t stored) const;

  std::int64_t multiplier_;
  int shift_;
};

}  // namespace requant::exec::reference
