// What the integers of a graph input mean.
#pragma once

#include <optional>
#include <string>

#include "requant/formats/onnx/grid.h"

namespace requant::formats::onnx {

// The scale and zero point that the first operator which states them gives to a value of integers,
// through operators that only move values; nothing where none does.
std::optional<Quantization> find_input_grid(const Source& source, const std::string& value);

}  // namespace requant::formats::onnx
