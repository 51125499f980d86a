#include <algorithm>
#include <cmath>
#include <numeric>

#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/ops/ops.h"

namespace requant::formats::onnx {
namespace {

// The stored value that it pads with; nothing for a real zero.
std::optional<std::int64_t> stored_padding(const NodeReader& in, const Value& x) {
  const Tensor& tensor = in.builder().tensor(x);
  if (!x.dequantized && is_integer(tensor.type)) {
    const auto values = in.has_input(2) ? in.integers_input(2, "") : std::vector<std::int64_t>{0};
    if (values.size() != 1) throw Error("its value must be one number");
    return values[0];
  }
  const double value = in.number_input(2).value_or(in.real("value", 0));
  if (value == 0) return std::nullopt;
  if (!x.dequantized) throw Error("it pads real values with " + std::to_string(value));
  const Grid grid{tensor.type, *tensor.quantization};
  const std::int64_t stored = stored_value(value, grid);
  const std::int64_t zero = grid.quantization.zero_point_at(0);
  const float back = grid.quantization.scale_at(0) * static_cast<float>(stored - zero);
  if (std::abs(static_cast<double>(back) - value) > 1e-6 * std::abs(value)) {
    throw Error("it pads with " + std::to_string(value) +
                ", which the quantization of its input has not");
  }
  return stored;
}

}  // namespace

void read_pad(const NodeReader& in) {
  if (in.text("mode", "constant") != "constant") {
    throw Error("its mode is '" + in.text("mode", "") + "'; only constant is supported");
  }
  const Value x = in.input(0);
  const int rank = in.builder().file_shape(x).rank();
  const auto pads = in.integers_input(1, "pads");
  std::vector<std::int64_t> axes(static_cast<std::size_t>(rank));
  std::iota(axes.begin(), axes.end(), 0);
  if (in.has_input(3)) axes = in.integers_input(3, "");
  if (pads.size() != 2 * axes.size()) {
    throw Error("it has " + std::to_string(pads.size()) + " pads for " +
                std::to_string(axes.size()) + " dimensions");
  }
  Pad op;
  op.paddings.resize(static_cast<std::size_t>(rank));
  for (std::size_t i = 0; i < axes.size(); ++i) {
    std::int64_t axis = NodeReader::axis(axes[i], rank);
    if (x.layout == Layout::channels_last) axis = channels_last_axis(axis);
    op.paddings[static_cast<std::size_t>(axis)] = {pads[i], pads[i + axes.size()]};
  }
  if (const auto stored = stored_padding(in, x)) {
    op.has_value = true;
    op.value = *stored;
  }
  in.move(op, x, x.layout);
}

}  // namespace requant::formats::onnx
