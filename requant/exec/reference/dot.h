// The inner loops of matrix products.
#pragma once

#include <cstddef>

namespace requant::exec::reference {

// out[c] = bias[c] + sum over k of row[k] * weights[c * depth + k], for all channels c. Four
// channels go together, so that each element of the row is read once for them.
template <typename Value, typename Sum>
void dot_rows(const Value* row, const Value* weights, const Sum* bias, std::size_t channels,
              std::size_t depth, Sum* out) {
  std::size_t c = 0;
  for (; c + 4 <= channels; c += 4) {
    const Value* w0 = weights + c * depth;
    const Value* w1 = w0 + depth;
    const Value* w2 = w1 + depth;
    const Value* w3 = w2 + depth;
    Sum s0 = 0;
    Sum s1 = 0;
    Sum s2 = 0;
    Sum s3 = 0;
    for (std::size_t k = 0; k < depth; ++k) {
      const Sum x = row[k];
      s0 += x * w0[k];
      s1 += x * w1[k];
      s2 += x * w2[k];
      s3 += x * w3[k];
    }
    out[c] = bias[c] + s0;
    out[c + 1] = bias[c + 1] + s1;
    out[c + 2] = bias[c + 2] + s2;
    out[c + 3] = bias[c + 3] + s3;
  }
  for (; c < channels; ++c) {
    const Value* w = weights + c * depth;
    Sum sum = bias[c];
    for (std::size_t k = 0; k < depth; ++k) sum += static_cast<Sum>(row[k]) * w[k];
    out[c] = sum;
  }
}

}  // namespace requant::exec::reference
