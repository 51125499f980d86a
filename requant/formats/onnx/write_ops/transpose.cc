#include <numeric>

#include "requant/formats/onnx/write_ops/ops.h"

namespace requant::formats::onnx {
namespace {

// For each dimension of the file, the dimension of the graph.
Permutation dimensions(int rank, Order order) {
  if (order == Order::channels_first) return kChannelsFirst;
  Permutation result(static_cast<std::size_t>(rank));
  std::iota(result.begin(), result.end(), 0);
  return result;
}

}  // namespace

// The orders of input and output in the file are part of the permutation; what is left of it may be
// nothing.
void write_op(const Transpose& op, NodeWriter& out) {
  const FileValue x = out.value(0);
  Permutation permutation;
  for (const std::int64_t d : dimensions(out.output().shape.rank(), out.order())) {
    permutation.push_back(
        NodeWriter::file_axis(op.permutation[static_cast<std::size_t>(d)], x.order));
  }
  if (is_identity(permutation) && out.input(0).quantization == out.output().quantization) {
    FileValue y = x;
    y.order = out.order();
    return out.finish(y);
  }
  out.finish(out.moved("Transpose", x, out.result(), {{"perm", permutation}}));
}

}  // namespace requant::formats::onnx
