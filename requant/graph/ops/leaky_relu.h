#pragma once

namespace requant {

// x where x >= 0, alpha * x elsewhere. Output: the shape of x.
struct LeakyRelu {
  float alpha = 0;
  friend bool operator==(const LeakyRelu&, const LeakyRelu&) = default;
};

}  // namespace requant
