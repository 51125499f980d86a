#pragma once

namespace requant {

// From a quantized tensor to float32. Output: the shape of x.
struct Dequantize {
  friend bool operator==(const Dequantize&, const Dequantize&) = default;
};

}  // namespace requant
