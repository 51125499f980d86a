#include "requant/formats/onnx/ops/minmax.h"

namespace requant::formats::onnx {

void read_minimum(const NodeReader& in) { read_extremum(in, Minimum{}); }

}  // namespace requant::formats::onnx
