#include "requant/base/error.h"
#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

void write_op(const BatchNorm&, OperatorWriter& out) {
  throw Error(
      "the batch normalization that writes tensor '" + out.output().name +
      "' cannot be written as TFLite, which has no such operator: write the network as ONNX");
}

}  // namespace requant::formats::tflite
