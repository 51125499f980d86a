// The clamp of an ending as an op can hold it.
#pragma once

#include <cstdint>
#include <optional>

#include "requant/formats/onnx/ending.h"
#include "requant/graph/op.h"

namespace requant::formats::onnx {

struct Clamp {
  Activation activation = Activation::none;  // fused into the op
  std::optional<std::int64_t> low;           // stored bounds of a maximum and a minimum after it
  std::optional<std::int64_t> high;
};

// What the op, quantized as the ending says, needs to keep to the ending's range. A fused
// activation is one with the very bounds of the file, where it gives the same stored bounds.
Clamp clamp_of(const Ending& ending, const Op& op);

}  // namespace requant::formats::onnx
