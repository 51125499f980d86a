#include "requant/exec/fast/strip.h"

#include <algorithm>

namespace requant::exec::fast {
namespace {

// A strip stays in a core's own cache, with the weights that it meets.
constexpr std::int64_t kStripElements = std::int64_t{48} * 1024;

}  // namespace

Strip::Strip(const std::array<reference::Axis, 2>& axes, std::int64_t channels, std::int64_t repeat,
             std::int64_t zero_point, Stored type)
    : simd_(&compute()),
      y_(axes[0]),
      x_(axes[1]),
      channels_(channels * repeat),
      repeat_(repeat),
      zero_point_(static_cast<std::int16_t>(zero_point)),
      type_(type),
      width_((x_.output - 1) * x_.stride + (x_.kernel - 1) * x_.dilation + 1) {
  while (rows_ < y_.output && input_rows(rows_ + 1) * row_step() <= kStripElements) ++rows_;
  const std::int64_t strips = (y_.output + rows_ - 1) / rows_;
  rows_ = (y_.output + strips - 1) / strips;  // of about equal size
}

std::int64_t Strip::input_rows(std::int64_t output_rows) const {
  return (output_rows - 1) * y_.stride + (y_.kernel - 1) * y_.dilation + 1;
}

std::size_t Strip::elements() const {
  return static_cast<std::size_t>(input_rows(rows_) * row_step());
}

void Strip::widen(const std::byte* from, std::int64_t positions, std::int16_t* to) const {
  const std::int64_t count = positions * channels_ / repeat_;
  // The values come to lie at the end, and spread from there to the front.
  std::int16_t* narrow = to + positions * channels_ - count;
  simd_->widen(type_, from, static_cast<std::size_t>(count), zero_point_, narrow);
  if (repeat_ == 1) return;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int16_t value = narrow[i];
    std::fill_n(to + i * repeat_, repeat_, value);
  }
}

void Strip::fill_line(const std::byte* line, std::int16_t* to) const {
  const std::int64_t left = std::min(x_.before, width_);
  const std::int64_t inside = std::clamp<std::int64_t>(width_ - left, 0, x_.input);
  std::fill_n(to, left * channels_, std::int16_t{0});
  widen(line, inside, to + left * channels_);
  std::fill_n(to + (left + inside) * channels_, (width_ - left - inside) * channels_,
              std::int16_t{0});
}

void Strip::fill(const std::byte* image, std::int64_t first, std::int64_t last,
                 std::int16_t* strip) const {
  const std::int64_t element = type_ == Stored::int16 ? 2 : 1;
  const std::int64_t line = x_.input * (channels_ / repeat_) * element;
  const std::int64_t begin = y_.origin(first);
  const std::int64_t rows = input_rows(last - first);
  const bool whole = x_.before == 0 && width_ == x_.input && begin >= 0 && begin + rows <= y_.input;
  if (whole) return widen(image + begin * line, rows * x_.input, strip);
  for (std::int64_t r = 0; r < rows; ++r) {
    const std::int64_t y = begin + r;
    std::int16_t* to = strip + r * row_step();
    if (y < 0 || y >= y_.input) {
      std::fill_n(to, row_step(), std::int16_t{0});
    } else {
      fill_line(image + y * line, to);
    }
  }
}

}  // namespace requant::exec::fast
