#include "requant/formats/onnx/ops/operands.h"
#include "requant/formats/onnx/ops/ops.h"

namespace requant::formats::onnx {

void read_leaky_relu(const NodeReader& in) {
  read_unary(in, LeakyRelu{static_cast<float>(in.real("alpha", 0.01))});
}

}  // namespace requant::formats::onnx
