#pragma once

namespace requant {

// 1 / (1 + exp(-x)). Output: the shape of x; int8 and uint8 have scale 1/256 and the lowest zero
// point.
struct Logistic {
  friend bool operator==(const Logistic&, const Logistic&) = default;
};

}  // namespace requant
