// Input rows of a window op, widened and padded.
#pragma once

#include <array>
#include <cstdint>

#include "requant/exec/fast/simd/kernels.h"
#include "requant/exec/reference/window.h"

namespace requant::exec::fast {

// Some output rows at a time: the input rows under their windows as int16 differences from the zero
// point, 0 in the padding, so that windows need no care at borders.
class Strip {
 public:
  // Each input channel is written `repeat` times (depth multipliers).
  Strip(const std::array<reference::Axis, 2>& axes, std::int64_t channels, std::int64_t repeat,
        std::int64_t zero_point, Stored type);

  // Output rows that go together, and the elements that their strip takes.
  std::int64_t rows() const { return rows_; }
  std::size_t elements() const;
  // Elements of one row and position of a strip.
  std::int64_t row_step() const { return width_ * channels_; }
  std::int64_t channels() const { return channels_; }

  // Fills it for output rows [first, last) from one image.
  void fill(const std::byte* image, std::int64_t first, std::int64_t last,
            std::int16_t* strip) const;
  // Where the window of output row `row` (counted from the strip's first) and position x begins.
  std::int64_t window(std::int64_t row, std::int64_t x) const {
    return row * y_.stride * row_step() + x * x_.stride * channels_;
  }

 private:
  void fill_line(const std::byte* line, std::int16_t* to) const;
  void widen(const std::byte* from, std::int64_t positions, std::int16_t* to) const;
  std::int64_t input_rows(std::int64_t output_rows) const;

  const Compute* simd_;
  reference::Axis y_;
  reference::Axis x_;
  std::int64_t channels_;  // of the strip
  std::int64_t repeat_;
  std::int16_t zero_point_;
  Stored type_;
  std::int64_t width_;  // input positions that a row of windows covers
  std::int64_t rows_ = 1;
};

}  // namespace requant::exec::fast
