#include "requant/formats/onnx/element_type.h"
#include "requant/formats/onnx/write_ops/ops.h"

namespace requant::formats::onnx {

void write_op(const Dequantize&, NodeWriter& out) {
  const FileValue real = out.dequantize(out.value(0, out.order()));
  if (real.type == out.output().type) return out.finish(real);
  const std::int64_t wanted = *to_element_type(out.output().type);
  out.finish(out.add("Cast", {real.name}, {{"to", wanted}}, out.result()));
}

}  // namespace requant::formats::onnx
