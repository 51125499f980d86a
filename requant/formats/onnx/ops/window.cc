#include "requant/formats/onnx/ops/window.h"

#include <algorithm>

#include "requant/graph/ops/node_check.h"

namespace requant::formats::onnx {
namespace {

std::array<std::int64_t, 2> pair_of(const NodeReader& in, const char* name) {
  const auto values = in.integers(name, {1, 1});
  if (values.size() != 2) {
    throw Error("its " + std::string(name) + " has " + std::to_string(values.size()) +
                " numbers; only windows of two dimensions are supported");
  }
  if (std::ranges::any_of(values, [](std::int64_t v) { return v < 1 || v > kMaxExtent; })) {
    throw Error("its " + std::string(name) + " must be at least 1 and below 2^31");
  }
  return {values[0], values[1]};
}

// The padding of one dimension that makes the output ceil(in / stride): all of it.
std::int64_t same_padding(std::int64_t in, std::int64_t extent, std::int64_t stride) {
  return std::max<std::int64_t>(0, ((in - 1) / stride) * stride + extent - in);
}

struct Dimension {
  std::int64_t in;
  std::int64_t extent;
  std::int64_t stride;
};

// ceil_mode: a last window that begins within the padded input and sticks out of it.
std::int64_t sticking_out(const Dimension& d, std::int64_t before, std::int64_t after) {
  const std::int64_t room = d.in + before + after - d.extent;
  if (room < 0) return 0;
  const std::int64_t windows = (room + d.stride - 1) / d.stride + 1;
  const std::int64_t last = (windows - 1) * d.stride;
  return last >= d.in + before ? 0 : std::max<std::int64_t>(0, last - room);
}

}  // namespace

std::array<std::int64_t, 2> kernel_shape(const NodeReader& in) {
  return pair_of(in, "kernel_shape");
}

Value image(const NodeReader& in, const Value& value) {
  const Shape shape = in.builder().file_shape(value);
  if (shape.rank() != 4) {
    throw Error("its input has shape " + shape.text() +
                "; only images of four dimensions, NCHW, are supported");
  }
  return in.builder().in_layout(value, Layout::channels_last);
}

Window read_window(const NodeReader& in, const Shape& nhwc,
                   const std::array<std::int64_t, 2>& size) {
  Window window;
  window.stride = pair_of(in, "strides");
  window.dilation = pair_of(in, "dilations");
  const std::string mode = in.text("auto_pad", "NOTSET");
  const auto pads = in.integers("pads", {0, 0, 0, 0});
  if (pads.size() != 4 ||
      std::ranges::any_of(pads, [](auto p) { return p < 0 || p > kMaxExtent; })) {
    throw Error("its pads must be four numbers of at least 0");
  }
  if (mode != "NOTSET" && mode != "VALID" && mode != "SAME_UPPER" && mode != "SAME_LOWER") {
    throw Error("it has the unknown auto_pad '" + mode + "'");
  }
  bool is_same = true;
  for (std::size_t d = 0; d < 2; ++d) {
    const Dimension dimension{nhwc[static_cast<int>(d) + 1], (size[d] - 1) * window.dilation[d] + 1,
                              window.stride[d]};
    const std::int64_t all = same_padding(dimension.in, dimension.extent, dimension.stride);
    std::int64_t before = mode == "NOTSET" ? pads[d] : 0;
    std::int64_t after = mode == "NOTSET" ? pads[d + 2] : 0;
    if (mode == "SAME_UPPER") before = all / 2;
    if (mode == "SAME_LOWER") before = all - all / 2;
    if (mode.starts_with("SAME")) after = all - before;
    if (in.integer("ceil_mode", 0) != 0) after += sticking_out(dimension, before, after);
    window.pads[d] = before;
    window.pads[d + 2] = after;
    const std::int64_t room = dimension.in + before + after - dimension.extent;
    is_same = is_same && before == all / 2 && after == all - all / 2 && room >= 0 &&
              room / dimension.stride == (dimension.in - 1) / dimension.stride;
  }
  const bool is_valid = std::ranges::all_of(window.pads, [](auto p) { return p == 0; });
  window.padding = is_valid ? Padding::valid : is_same ? Padding::same : Padding::explicit_pads;
  if (window.padding != Padding::explicit_pads) window.pads = {0, 0, 0, 0};
  return window;
}

}  // namespace requant::formats::onnx
