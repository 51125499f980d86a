#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_tanh(const OperatorReader&) { return ReadOp{Tanh{}}; }

}  // namespace requant::formats::tflite
