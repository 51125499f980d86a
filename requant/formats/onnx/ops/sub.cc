#include "requant/formats/onnx/ops/operands.h"
#include "requant/formats/onnx/ops/ops.h"

namespace requant::formats::onnx {

void read_sub(const NodeReader& in) { read_binary(in, Sub{}); }

}  // namespace requant::formats::onnx
