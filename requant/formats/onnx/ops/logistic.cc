#include "requant/formats/onnx/ops/operands.h"
#include "requant/formats/onnx/ops/ops.h"

namespace requant::formats::onnx {

void read_logistic(const NodeReader& in) { read_unary(in, Logistic{}); }

}  // namespace requant::formats::onnx
