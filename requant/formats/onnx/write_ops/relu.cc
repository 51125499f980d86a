#include "requant/formats/onnx/write_ops/ops.h"

namespace requant::formats::onnx {

// Where input and output have different grids, the clamp lies on the output's: its bounds are
// values of it, so that clamping before rounding is clamping after it.
void write_op(const Relu& op, NodeWriter& out) {
  const FileValue x = out.value(0, out.order());
  if (!x.is_quantized()) return out.finish(x, op.activation);
  if (out.runs_on_stored(true)) {
    return out.finish(out.clamp(x, stored_range(op.activation, out.output())));
  }
  if (op.activation == Activation::relu) {
    return out.finish(out.on_reals("Relu", {x}, out.result()));
  }
  const Quantization& q = *out.output().quantization;
  const StoredRange range = stored_range(op.activation, out.output());
  const auto bound = [&](std::int64_t stored) {
    return out.real(static_cast<float>(stored - q.zero_point_at(0)) * q.scale_at(0));
  };
  out.finish(out.on_reals("Clip", {x}, out.result(), {}, {bound(range.min), bound(range.max)}));
}

}  // namespace requant::formats::onnx
