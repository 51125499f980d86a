#include <algorithm>

#include "requant/formats/onnx/write_ops/axes.h"
#include "requant/formats/onnx/write_ops/ops.h"

namespace requant::formats::onnx {
namespace {

// Mean over height and width of an NCHW value.
FileValue write_global_pool(NodeWriter& out, const FileValue& x) {
  const FileValue y = out.result({x.shape[0], x.shape[1], 1, 1}, Order::channels_first);
  return out.has_grid_operators()
             ? out.on_grids({"QLinearGlobalAveragePool", kMicrosoftDomain}, {x}, y)
             : out.on_reals("GlobalAveragePool", {x}, y);
}

FileValue write_reduction(NodeWriter& out, const FileValue& x, const Mean& op) {
  std::vector<std::int64_t> axes;
  for (const std::int64_t d : op.axes) axes.push_back(NodeWriter::file_axis(d, x.order));
  std::ranges::sort(axes);
  const FileValue y = op.keep_dims ? out.result() : out.result(out.output().shape, Order::as_graph);
  const std::int64_t keep = op.keep_dims ? 1 : 0;
  if (out.file().opset() >= 18) {
    return out.on_reals("ReduceMean", {x}, y, {{"keepdims", keep}}, {out.integers(axes)});
  }
  return out.on_reals("ReduceMean", {x}, y, {{"axes", axes}, {"keepdims", keep}});
}

}  // namespace

void write_op(const Mean& op, NodeWriter& out) {
  std::vector<std::int64_t> axes = op.axes;
  std::ranges::sort(axes);
  const FileValue x = op.keep_dims ? out.value(0, out.order()) : without_axes(out, axes);
  // Of floating point, one operator drops the dimensions, too.
  const bool is_one = !op.keep_dims && !x.is_quantized();
  if (is_one || x.order != Order::channels_first || axes != std::vector<std::int64_t>{1, 2}) {
    return out.finish(write_reduction(out, x, op));
  }
  const FileValue pooled = write_global_pool(out, x);
  out.finish(op.keep_dims ? pooled
                          : out.file().reshaped(pooled, out.output().shape, Order::as_graph));
}

}  // namespace requant::formats::onnx
