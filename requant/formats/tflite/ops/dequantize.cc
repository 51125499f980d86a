#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_dequantize(const OperatorReader&) { return ReadOp{Dequantize{}}; }

}  // namespace requant::formats::tflite
