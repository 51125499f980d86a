#include "requant/formats/onnx/ops/operands.h"
#include "requant/formats/onnx/ops/ops.h"
#include "requant/formats/onnx/ops/requantized.h"

namespace requant::formats::onnx {

void read_add(const NodeReader& in) {
  if (!emit_requantized_sum(in)) read_binary(in, Add{});
}

}  // namespace requant::formats::onnx
