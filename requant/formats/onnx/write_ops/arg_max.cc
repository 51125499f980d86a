#include "requant/formats/onnx/element_type.h"
#include "requant/formats/onnx/write_ops/axes.h"
#include "requant/formats/onnx/write_ops/ops.h"

namespace requant::formats::onnx {

// The operator writes int64.
void write_op(const ArgMax& op, NodeWriter& out) {
  FileValue x = without_axes(out, {op.axis});
  const bool on_stored = out.form() == Form::qoperator && bit_width(x.type) == 8;
  if (!on_stored) x = out.dequantize(x);
  FileValue y = out.result(out.output().shape, Order::as_graph);
  y.type = DataType::int64;
  y = out.add(op.minimum ? "ArgMin" : "ArgMax", {x.name},
              {{"axis", NodeWriter::file_axis(op.axis, x.order)}, {"keepdims", std::int64_t{0}}},
              y);
  if (out.output().type == DataType::int64) return out.finish(y);
  const std::int64_t wanted = *to_element_type(out.output().type);
  out.finish(
      out.add("Cast", {y.name}, {{"to", wanted}}, out.result(out.output().shape, Order::as_graph)));
}

}  // namespace requant::formats::onnx
