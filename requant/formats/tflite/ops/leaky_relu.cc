#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_leaky_relu(const OperatorReader& in) {
  return ReadOp{LeakyRelu{in.options<schema::LeakyReluOptionsT>().alpha}};
}

}  // namespace requant::formats::tflite
