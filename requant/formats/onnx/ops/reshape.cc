#include <algorithm>

#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/layout_plan.h"
#include "requant/formats/onnx/ops/ops.h"

namespace requant::formats::onnx {
namespace {

// The value with its elements in the order of the file; nothing is moved where the order of NHWC is
// the same.
Value in_file_order(GraphBuilder& builder, const Value& x) {
  if (x.layout == Layout::channels_first || builder.tensor(x).is_constant()) {
    return builder.in_layout(x, Layout::channels_first);
  }
  if (!is_same_in_channels_first(builder.tensor(x).shape)) {
    return builder.in_layout(x, Layout::channels_first);
  }
  Value same = x;
  same.layout = Layout::channels_first;
  return same;
}

Shape stated_shape(const NodeReader& in, const Shape& from) {
  Shape to(in.integers_input(1, "shape"));
  std::int64_t known = 1;
  int open = -1;
  for (int d = 0; d < to.rank(); ++d) {
    if (to[d] == 0 && in.integer("allowzero", 0) == 0 && d < from.rank()) to[d] = from[d];
    if (to[d] == -1 && open < 0) {
      open = d;
    } else if (to[d] < 1 || known > (std::int64_t{1} << 40) / to[d]) {
      throw Error("its shape " + to.text() + " has a dimension that cannot be");
    } else {
      known *= to[d];
    }
  }
  if (open >= 0) to[open] = from.count() / known;
  return to;
}

Shape flattened(const NodeReader& in, const Shape& from) {
  std::int64_t axis = in.integer("axis", 1);
  if (axis < 0) axis += from.rank();
  if (axis < 0 || axis > from.rank()) throw Error("it has no dimension " + std::to_string(axis));
  Shape to{1, 1};
  for (int d = 0; d < from.rank(); ++d) to[d < axis ? 0 : 1] *= from[d];
  return to;
}

std::vector<std::int64_t> sorted_axes(const NodeReader& in, int rank) {
  auto axes = in.integers_input(1, "axes");
  for (std::int64_t& axis : axes) axis = NodeReader::axis(axis, rank);
  std::ranges::sort(axes);
  if (std::ranges::adjacent_find(axes) != axes.end()) throw Error("it names a dimension twice");
  return axes;
}

Shape squeezed(const NodeReader& in, const Shape& from) {
  const bool all = !in.has_input(1) && in.integers("axes").empty();
  const auto axes = all ? std::vector<std::int64_t>{} : sorted_axes(in, from.rank());
  Shape to;
  for (int d = 0; d < from.rank(); ++d) {
    const bool named = std::ranges::find(axes, d) != axes.end();
    if (named && from[d] != 1) {
      throw Error("dimension " + std::to_string(d) + " of shape " + from.text() + " is not 1");
    }
    if (!named && !(all && from[d] == 1)) to.dims.push_back(from[d]);
  }
  return to;
}

Shape unsqueezed(const NodeReader& in, Shape from) {
  const auto count = in.integers_input(1, "axes").size();
  for (const std::int64_t axis : sorted_axes(in, from.rank() + static_cast<int>(count))) {
    from.dims.insert(from.dims.begin() + axis, 1);
  }
  return from;
}

Shape new_shape(const NodeReader& in, const Shape& from) {
  if (in.type() == "Flatten") return flattened(in, from);
  if (in.type() == "Squeeze") return squeezed(in, from);
  if (in.type() == "Unsqueeze") return unsqueezed(in, from);
  return stated_shape(in, from);
}

}  // namespace

void read_reshape(const NodeReader& in) {
  GraphBuilder& builder = in.builder();
  const Shape from = builder.file_shape(in.input(0));
  const Shape to = new_shape(in, from);
  if (to.rank() > kMostDimensions) throw Error(too_many_dimensions(to));
  if (to.count() != from.count()) {
    throw Error("shape " + from.text() + " cannot become " + to.text());
  }
  Value x = in.input(0);
  if (to == from) return in.bind(x);
  x = in_file_order(builder, x);
  if (builder.tensor(x).is_constant()) {
    std::vector<int> order;
    for (int d = 0; d < from.rank(); ++d) order.push_back(d);
    x.tensor = builder.permuted_constant(x.tensor, order, to);
    return in.bind(x);
  }
  in.move(Reshape{.dims = to.dims}, x, Layout::channels_first, to);
}

}  // namespace requant::formats::onnx
