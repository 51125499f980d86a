#pragma once

namespace requant {

// From float, or from another quantization, to the output's quantization. Output: the shape of x.
struct Quantize {
  friend bool operator==(const Quantize&, const Quantize&) = default;
};

}  // namespace requant
