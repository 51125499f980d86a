#include "requant/formats/onnx/ops/operands.h"
#include "requant/formats/onnx/ops/ops.h"

namespace requant::formats::onnx {

void read_hard_swish(const NodeReader& in) { read_unary(in, HardSwish{}); }

}  // namespace requant::formats::onnx
