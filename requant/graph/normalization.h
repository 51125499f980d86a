// How the pixels of an image become real values.
#pragma once

#include <vector>

namespace requant {

// real = (pixel - mean[c]) / std[c], pixel in 0..255. One value each, or one for each channel;
// finite, std > 0.
struct Normalization {
  std::vector<double> mean{0};
  std::vector<double> std{1};

  friend bool operator==(const Normalization&, const Normalization&) = default;
};

}  // namespace requant
