// Layers of integers that a RequantShift follows.
#pragma once

#include "requant/formats/onnx/ops/weighted.h"

namespace requant::formats::onnx {

// A value of whole numbers as integers: what a RequantShift gave, or a graph input of floating
// point, which is taken as int8.
Value as_integers(const NodeReader& in, const Value& value);
// A layer with weights, or a sum, and the RequantShift that reads it, as one op; false where none
// does.
bool emit_requantized(const NodeReader& in, Weighted parts);
bool emit_requantized_sum(const NodeReader& in);

}  // namespace requant::formats::onnx
