// What a file that is no model is instead.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace requant::formats {

// "is a JPEG image", "looks like an ONNX model, ...": the predicate of a sentence about a file that
// is not TFLite, told by its first bytes.
std::string_view recognize(std::span<const std::byte> content);

}  // namespace requant::formats
