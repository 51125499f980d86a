// Bilinear interpolation of stored values, which the executors share.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "requant/arith/rounding.h"
#include "requant/graph/ops/resize_bilinear.h"

namespace requant::exec::reference {

// Where one output position lies between two input positions; `fraction` is the weight of the
// upper one.
template <typename Weight>
struct Between {
  std::int64_t lower;
  std::int64_t upper;
  Weight fraction;
};

// Positions and weights in Real (float32 as TFLite for uint8, or float64).
template <typename Real>
std::vector<Between<Real>> real_positions(const ResizeBilinear& op, std::int64_t input,
                                          std::int64_t output) {
  const bool corners = op.align_corners && output > 1;
  const Real step = corners ? static_cast<Real>(input - 1) / static_cast<Real>(output - 1)
                            : static_cast<Real>(input) / static_cast<Real>(output);
  std::vector<Between<Real>> result;
  for (std::int64_t o = 0; o < output; ++o) {
    Real position = static_cast<Real>(o) * step;
    if (op.half_pixel_centers) {
      position = (static_cast<Real>(o) + Real{0.5}) * step - Real{0.5};
    }
    const auto lower = std::max<std::int64_t>(static_cast<std::int64_t>(std::floor(position)), 0);
    const auto upper =
        std::min<std::int64_t>(static_cast<std::int64_t>(std::ceil(position)), input - 1);
    result.push_back({lower, upper, position - static_cast<Real>(lower)});
  }
  return result;
}

// Positions in units of 1/1024 (source: ResizeBilinearInteger in tensorflow
// lite/kernels/internal/reference/resize_bilinear.h).
inline std::vector<Between<std::int64_t>> fixed_positions(const ResizeBilinear& op,
                                                          std::int64_t input, std::int64_t output) {
  const bool corners = op.align_corners && output > 1;
  const std::int64_t n = corners ? output - 1 : output;
  const std::int64_t step = (1024 * (corners ? input - 1 : input) + n / 2) / n;
  std::vector<Between<std::int64_t>> result;
  for (std::int64_t o = 0; o < output; ++o) {
    const std::int64_t position = o * step + (op.half_pixel_centers ? step / 2 - 512 : 0);
    const std::int64_t lower = std::max<std::int64_t>(position / 1024, 0);
    const std::int64_t upper = std::min<std::int64_t>((position + 1023) / 1024, input - 1);
    result.push_back({lower, upper, position - 1024 * lower});
  }
  return result;
}

// Where an output position lies on the input, in float32, as ONNX Runtime computes it for Resize
// with given sizes (source: onnxruntime core/providers/cpu/tensor/upsamplebase.h).
inline float resize_position(const ResizeBilinear& op, std::int64_t o, std::int64_t input,
                             std::int64_t output) {
  const float ratio = static_cast<float>(output) / static_cast<float>(input);
  const auto at = static_cast<float>(o);
  float position = at / ratio;
  if (op.half_pixel_centers) position = (at + 0.5F) / ratio - 0.5F;
  if (op.align_corners) {
    const float last = static_cast<float>(output - 1);
    position = output == 1 ? 0.0F : at * static_cast<float>(input - 1) / last;
  }
  return std::clamp(position, 0.0F, static_cast<float>(input - 1));
}

// Neighbours and weights in float32 (source: onnxruntime core/providers/cpu/tensor/upsample.cc).
// Where both neighbours are the same they have equal weights.
inline std::vector<Between<float>> resize_positions(const ResizeBilinear& op, std::int64_t input,
                                                    std::int64_t output) {
  std::vector<Between<float>> result;
  for (std::int64_t o = 0; o < output; ++o) {
    const float position = resize_position(op, o, input, output);
    const auto lower = static_cast<std::int64_t>(position);
    const std::int64_t upper = std::min(lower + 1, input - 1);
    result.push_back({lower, upper, lower == upper ? 0.5F : position - static_cast<float>(lower)});
  }
  return result;
}

// The same in units of 1/1024, the position truncated to them: Resize of integers in NHWC.
inline std::vector<Between<std::int64_t>> truncated_positions(const ResizeBilinear& op,
                                                              std::int64_t input,
                                                              std::int64_t output) {
  std::vector<Between<std::int64_t>> result;
  for (std::int64_t o = 0; o < output; ++o) {
    const auto position =
        static_cast<std::int64_t>(resize_position(op, o, input, output) * 1024.0F);
    const std::int64_t lower = std::min(position / 1024, input - 1);
    const std::int64_t upper = std::min(lower + 1, input - 1);
    result.push_back({lower, upper, lower == upper ? 512 : position - 1024 * lower});
  }
  return result;
}

// How four weighted neighbours become one stored value.
struct FloatBlend {  // truncated after adding one half; stored values are not negative
  using Weight = float;
  static constexpr float kOne = 1;
  static constexpr bool kByRows = false;
  static std::int64_t finish(float sum, arith::Rounding) {
    return static_cast<std::int64_t>(sum + 0.5F);  // NOLINT(bugprone-incorrect-roundings)
  }
};
struct FixedBlend {
  using Weight = std::int64_t;
  static constexpr std::int64_t kOne = 1024;
  static constexpr bool kByRows = false;
  static std::int64_t finish(std::int64_t sum, arith::Rounding rounding) {
    return arith::rounding_right_shift(sum, 20, rounding);
  }
};
struct TruncatedBlend {
  using Weight = std::int64_t;
  static constexpr std::int64_t kOne = 1024;
  static constexpr bool kByRows = false;
  static std::int64_t finish(std::int64_t sum, arith::Rounding) {
    return arith::rounding_right_shift(sum, 20, arith::Rounding::toward_zero);
  }
};
struct RowBlend {  // of dequantized values, which are quantized afterwards
  using Weight = float;
  static constexpr float kOne = 1;
  static constexpr bool kByRows = true;
};
struct RealBlend {
  using Weight = double;
  static constexpr double kOne = 1;
  static constexpr bool kByRows = false;
  static std::int64_t finish(double sum, arith::Rounding) {
    return static_cast<std::int64_t>(arith::round_real(sum, arith::Rounding::half_even));
  }
};

// The weighted sum of the neighbours at (lower y, lower x), (upper, lower), (lower, upper) and
// (upper, upper). kByRows: the weights are multiplied first, and the sum goes along the rows.
template <typename Blend>
typename Blend::Weight blend_sum(typename Blend::Weight lower_lower,
                                 typename Blend::Weight upper_lower,
                                 typename Blend::Weight lower_upper,
                                 typename Blend::Weight upper_upper,
                                 const Between<typename Blend::Weight>& y,
                                 const Between<typename Blend::Weight>& x) {
  const auto y0 = Blend::kOne - y.fraction;
  const auto x0 = Blend::kOne - x.fraction;
  if constexpr (Blend::kByRows) {
    return x0 * y0 * lower_lower + x.fraction * y0 * lower_upper + x0 * y.fraction * upper_lower +
           x.fraction * y.fraction * upper_upper;
  }
  return lower_lower * y0 * x0 + upper_lower * y.fraction * x0 + lower_upper * y0 * x.fraction +
         upper_upper * y.fraction * x.fraction;
}

// What becomes of them.
template <typename Blend>
std::int64_t blend(typename Blend::Weight lower_lower, typename Blend::Weight upper_lower,
                   typename Blend::Weight lower_upper, typename Blend::Weight upper_upper,
                   const Between<typename Blend::Weight>& y,
                   const Between<typename Blend::Weight>& x, arith::Rounding rounding) {
  return Blend::finish(blend_sum<Blend>(lower_lower, upper_lower, lower_upper, upper_upper, y, x),
                       rounding);
}

}  // namespace requant::exec::reference
