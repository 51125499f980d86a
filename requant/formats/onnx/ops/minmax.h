// Min and Max of two tensors.
#pragma once

#include "requant/formats/onnx/ops/ops.h"

namespace requant::formats::onnx {

// `op` is Minimum or Maximum. Where one input is dequantized, the other one is a constant that is
// brought onto its grid, or on the same grid.
void read_extremum(const NodeReader& in, const Op& op);

}  // namespace requant::formats::onnx
