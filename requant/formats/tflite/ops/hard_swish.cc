#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_hard_swish(const OperatorReader&) { return ReadOp{HardSwish{}}; }

}  // namespace requant::formats::tflite
