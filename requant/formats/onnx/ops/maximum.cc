#include "requant/formats/onnx/ops/minmax.h"

namespace requant::formats::onnx {

void read_maximum(const NodeReader& in) { read_extremum(in, Maximum{}); }

}  // namespace requant::formats::onnx
