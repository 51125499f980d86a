// Attributes that several ops share.
#pragma once

#include <array>
#include <cstdint>

namespace requant {

// The clamp that an op applies to its output, in real units: relu [0, inf), relu6 [0, 6],
// relu_n1_to_1 [-1, 1]. The stored bounds are zero_point + round(f / scale) with ties away from
// zero, then the range of the type (TFLite CalculateActivationRangeQuantized).
enum class Activation { none, relu, relu6, relu_n1_to_1 };

// same: output = ceil(input / stride), the smaller half of the padding before. valid: none.
// explicit_pads: as given.
enum class Padding { same, valid, explicit_pads };

// A window that slides over height and width of an NHWC tensor.
struct Window {
  std::array<std::int64_t, 2> stride{1, 1};    // height, width; > 0
  std::array<std::int64_t, 2> dilation{1, 1};  // height, width; > 0
  Padding padding = Padding::valid;
  std::array<std::int64_t, 4> pads{0, 0, 0, 0};  // explicit_pads: top, left, bottom, right; >= 0

  friend bool operator==(const Window&, const Window&) = default;
};

}  // namespace requant
