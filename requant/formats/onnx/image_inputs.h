// Which graph inputs are images.
#pragma once

#include <string>

#include "requant/formats/onnx/source.h"

namespace requant::formats::onnx {

// A value of four dimensions goes, through operators that take any layout, to one that works on
// NCHW images before any that depends on the order of dimensions.
bool is_image(const Source& source, const std::string& value);

}  // namespace requant::formats::onnx
