#include "requant/base/error.h"
#include "requant/formats/onnx/write_ops/ops.h"

namespace requant::formats::onnx {

void write_op(const Opaque& op, NodeWriter& out) {
  throw Error("the op " + op.name + " that writes tensor '" + out.output().name +
              "' is known only to the format that it came from; it cannot be written as ONNX");
}

}  // namespace requant::formats::onnx
