#include "requant/formats/onnx/ops/operands.h"
#include "requant/formats/onnx/ops/ops.h"

namespace requant::formats::onnx {

void read_tanh(const NodeReader& in) { read_unary(in, Tanh{}); }

}  // namespace requant::formats::onnx
