#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_logistic(const OperatorReader&) { return ReadOp{Logistic{}}; }

}  // namespace requant::formats::tflite
