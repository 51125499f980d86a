// Arithmetic on shapes, which exporters leave in the graph.
#pragma once

#include "requant/formats/onnx/node_reader.h"

namespace requant::formats::onnx {

// A node that computes 64-bit integers from constants or from the shape of a value: its result is
// bound as a constant. False where it is no such node.
bool fold_shape_value(const NodeReader& in);

}  // namespace requant::formats::onnx
