// Which operators of the format are which ops.
#pragma once

#include <string_view>

#include "requant/formats/onnx/node_reader.h"

namespace requant::formats::onnx {

using OpReader = void (*)(const NodeReader& in);

// The reader of an operator, by its domain ("" is ai.onnx) and type; null for an unknown one.
OpReader find_reader(std::string_view domain, std::string_view type);

}  // namespace requant::formats::onnx
