// Real values onto a grid.
#pragma once

#include "requant/formats/onnx/node_reader.h"

namespace requant::formats::onnx {

// The value, real or dequantized, as the ending's stored values, its clamp included. Nothing is
// computed where it is on that grid already.
void quantize_value(const NodeReader& in, const Value& x, const Ending& ending);

}  // namespace requant::formats::onnx
