#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_softmax(const OperatorReader& in) {
  return ReadOp{Softmax{in.options<schema::SoftmaxOptionsT>().beta}};
}

}  // namespace requant::formats::tflite
