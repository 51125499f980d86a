#include "requant/base/error.h"
#include "requant/formats/onnx/element_type.h"
#include "requant/formats/onnx/write_ops/ops.h"

namespace requant::formats::onnx {

void write_op(const Quantize&, NodeWriter& out) {
  if (!out.output().quantization) {
    throw Error("tensor '" + out.output().name + "' is quantized without a scale: give it one");
  }
  FileValue x = out.dequantize(out.value(0, out.order()));
  if (x.type != DataType::float32) {
    x.type = DataType::float32;
    const std::int64_t wanted = *to_element_type(x.type);
    x = out.file().builder().add_node("Cast", {x.name}, {{"to", wanted}}, x.name, x);
  }
  out.finish(out.quantize(x));
}

}  // namespace requant::formats::onnx
