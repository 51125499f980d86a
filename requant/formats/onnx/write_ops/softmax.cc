#include "requant/formats/onnx/write_ops/ops.h"

namespace requant::formats::onnx {

// The operator has no beta: it goes into the scale of the input.
void write_op(const Softmax& op, NodeWriter& out) {
  FileValue x = out.value(0, out.order());
  const auto last = static_cast<std::int64_t>(out.output().shape.rank()) - 1;
  Attributes attributes{{"axis", NodeWriter::file_axis(last, out.order())}};
  if (op.beta != 1 && x.is_quantized()) {
    for (float& s : x.quantization->scale) s *= op.beta;
  } else if (op.beta != 1) {
    x = out.file().builder().add_node("Mul", {x.name, out.real(op.beta)}, {}, x.name, x);
  }
  if (!out.has_grid_operators()) {
    return out.finish(out.on_reals("Softmax", {x}, out.result(), attributes));
  }
  attributes.push_back({"opset", std::int64_t{13}});
  out.finish(out.on_grids({"QLinearSoftmax", kMicrosoftDomain}, {x}, out.result(), attributes));
}

}  // namespace requant::formats::onnx
