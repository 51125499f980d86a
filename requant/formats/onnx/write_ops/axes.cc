#include "requant/formats/onnx/write_ops/axes.h"

#include <algorithm>

namespace requant::formats::onnx {

FileValue without_axes(NodeWriter& out, const std::vector<std::int64_t>& dropped) {
  const FileValue x = out.value(0);
  if (x.order == Order::as_graph) return x;
  std::vector<std::int64_t> rest;
  for (const std::int64_t d : kChannelsFirst) {
    if (std::ranges::find(dropped, d) == dropped.end()) rest.push_back(d);
  }
  return std::ranges::is_sorted(rest) ? x : out.file().in_order(x, Order::as_graph);
}

}  // namespace requant::formats::onnx
