#include "requant/formats/onnx/ops/resize.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/ops/ops.h"
#include "requant/formats/onnx/ops/window.h"

namespace requant::formats::onnx {
namespace {

double source_place(const ResizedDimension& d, std::int64_t i, const std::string& transformation) {
  const double x = static_cast<double>(i);
  const double step = static_cast<double>(d.in) / static_cast<double>(d.out);
  if (transformation == "asymmetric") return x * step;
  if (transformation == "align_corners") {
    return d.out == 1 ? 0 : x * static_cast<double>(d.in - 1) / static_cast<double>(d.out - 1);
  }
  if (transformation == "pytorch_half_pixel" && d.out == 1) return 0;
  if (transformation == "half_pixel" || transformation == "pytorch_half_pixel") {
    return (x + 0.5) * step - 0.5;
  }
  throw Error("its coordinate_transformation_mode '" + transformation + "' is not supported");
}

double nearest(double place, const std::string& mode) {
  if (mode == "floor") return std::floor(place);
  if (mode == "ceil") return std::ceil(place);
  if (mode == "round_prefer_ceil") return std::floor(place + 0.5);
  if (mode == "round_prefer_floor") return std::ceil(place - 0.5);
  throw Error("its nearest_mode '" + mode + "' is not supported");
}

// The output's height and width.
std::array<std::int64_t, 2> stated_size(const NodeReader& in, const Shape& nhwc) {
  const bool old = in.opset() < 11;
  const int scales = old ? 1 : 2;
  std::array<std::int64_t, 2> size{nhwc[1], nhwc[2]};
  const bool has_sizes = !old && in.has_input(3);
  const auto axes = in.integers("axes", {0, 1, 2, 3});
  std::vector<double> sizes;
  if (has_sizes) {
    for (const auto s : in.integers_input(3, "")) sizes.push_back(static_cast<double>(s));
  } else {
    const Tensor* constant = in.constant(scales);
    if (constant == nullptr) throw Error("its scales are no constants");
    sizes = float_values(*constant);
  }
  if (sizes.size() != axes.size()) throw Error("it does not state a size for each dimension");
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::int64_t axis = NodeReader::axis(axes[i], 4);
    const std::int64_t from = nhwc[static_cast<int>(channels_last_axis(axis))];
    const double to = has_sizes ? sizes[i] : std::floor(static_cast<double>(from) * sizes[i]);
    if (axis < 2 && to != static_cast<double>(from)) throw Error("it resizes batch or channels");
    if (!(to >= 1 && to < 65536)) throw Error("it resizes to " + std::to_string(to));
    if (axis >= 2) size[static_cast<std::size_t>(axis) - 2] = static_cast<std::int64_t>(to);
  }
  return size;
}

}  // namespace

bool same_neighbours(const ResizedDimension& d, const std::string& transformation,
                     const std::string& nearest_mode, bool align_corners, bool half_pixel_centers) {
  const bool aligns = align_corners && d.out > 1;
  const double step = aligns ? static_cast<double>(d.in - 1) / static_cast<double>(d.out - 1)
                             : static_cast<double>(d.in) / static_cast<double>(d.out);
  const auto last = static_cast<double>(d.in - 1);
  for (std::int64_t i = 0; i < d.out; ++i) {
    const double x = (static_cast<double>(i) + (half_pixel_centers ? 0.5 : 0)) * step;
    const double ours = align_corners ? std::round(x) : std::floor(x);
    const double theirs = nearest(source_place(d, i, transformation), nearest_mode);
    if (std::clamp(ours, 0.0, last) != std::clamp(theirs, 0.0, last)) return false;
  }
  return true;
}

void read_resize(const NodeReader& in) {
  const Value x = image(in, in.input(0));
  const Shape from = in.builder().tensor(x).shape;
  const auto size = stated_size(in, from);
  const Shape to{from[0], size[0], size[1], from[3]};
  const bool old = in.opset() < 11;
  const std::string transformation =
      old ? "asymmetric" : in.text("coordinate_transformation_mode", "half_pixel");
  const std::string mode = in.text("mode", "nearest");
  if (in.integer("antialias", 0) != 0) throw Error("it smooths (antialias)");
  if (mode == "linear") {
    const bool half = transformation == "half_pixel" ||
                      (transformation == "pytorch_half_pixel" && size[0] > 1 && size[1] > 1);
    const bool corners = transformation == "align_corners";
    if (!half && !corners && transformation != "asymmetric") {
      throw Error("its coordinate_transformation_mode '" + transformation + "' is not supported");
    }
    return in.move(ResizeBilinear{.align_corners = corners, .half_pixel_centers = half}, x,
                   Layout::channels_last, to);
  }
  if (mode != "nearest") throw Error("its mode '" + mode + "' is not supported");
  const std::string rule = old ? "floor" : in.text("nearest_mode", "round_prefer_floor");
  for (const ResizeNearest op : {ResizeNearest{}, ResizeNearest{.half_pixel_centers = true},
                                 ResizeNearest{.align_corners = true}}) {
    const auto same = [&](std::int64_t a, std::int64_t b) {
      return same_neighbours({a, b}, transformation, rule, op.align_corners, op.half_pixel_centers);
    };
    if (!same(from[1], to[1]) || !same(from[2], to[2])) continue;
    return in.move(op, x, Layout::channels_last, to);
  }
  throw Error("its neighbours ('" + transformation + "', '" + rule + "') are not supported");
}

}  // namespace requant::formats::onnx
