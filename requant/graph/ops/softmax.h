#pragma once

namespace requant {

// exp(beta x) over its sum along the last dimension. Output: the shape of x; 8 bits have scale
// 1/256 and the lowest zero point, int16 has 1/32768 and 0.
struct Softmax {
  float beta = 1;
  friend bool operator==(const Softmax&, const Softmax&) = default;
};

}  // namespace requant
