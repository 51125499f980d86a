#include <numeric>

#include "requant/formats/onnx/ops/operands.h"
#include "requant/formats/onnx/ops/ops.h"
#include "requant/formats/onnx/ops/window.h"

namespace requant::formats::onnx {
namespace {

Value operand(const NodeReader& in) {
  return is_qlinear(in) ? in.quantized_input(0, 1, 2) : in.input(0);
}

void emit_mean(const NodeReader& in, const Value& x, const Mean& op, Layout layout) {
  if (!is_qlinear(in)) return in.compute(op, {x}, layout);
  in.emit(op, {x.tensor}, layout, in.stated_ending(3, 4));
}

void read_reduction(const NodeReader& in) {
  const Value x = operand(in);
  const int rank = in.builder().file_shape(x).rank();
  const int axes_input = is_qlinear(in) ? -1 : 1;
  auto axes = axes_input > 0 ? in.integers_input(axes_input, "axes") : in.integers("axes");
  if (axes.empty()) {
    if (in.integer("noop_with_empty_axes", 0) != 0) return in.bind(x);
    axes.resize(static_cast<std::size_t>(rank));
    std::iota(axes.begin(), axes.end(), 0);
  }
  Mean op{.axes = {}, .keep_dims = in.integer("keepdims", 1) != 0};
  bool over_image = x.layout == Layout::channels_last;
  for (const std::int64_t a : axes) {
    const std::int64_t axis = NodeReader::axis(a, rank);
    over_image = over_image && axis >= 2;
    op.axes.push_back(axis);
  }
  // What is left of NHWC without height and width is NC, as in the file.
  const bool stays = over_image && (op.keep_dims || op.axes.size() == 2);
  if (!stays) {
    return emit_mean(in, in.builder().in_layout(x, Layout::channels_first), op,
                     Layout::channels_first);
  }
  for (std::int64_t& axis : op.axes) axis = channels_last_axis(axis);
  emit_mean(in, x, op, op.keep_dims ? Layout::channels_last : Layout::channels_first);
}

}  // namespace

void read_mean(const NodeReader& in) {
  if (in.type() == "ReduceMean" || in.type() == "QLinearReduceMean") return read_reduction(in);
  if (in.integer("channels_last", 0) != 0) throw Error("it is NHWC; only NCHW is supported");
  emit_mean(in, image(in, operand(in)), Mean{.axes = {1, 2}, .keep_dims = true},
            Layout::channels_last);
}

}  // namespace requant::formats::onnx
