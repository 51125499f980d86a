#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_quantize(const OperatorReader&) { return ReadOp{Quantize{}}; }

}  // namespace requant::formats::tflite
