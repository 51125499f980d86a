// What a file that is no model is instead.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace requant::formats {

// "is a JPEG image", "is a text file", ...: the predicate of a sentence about a file that is no
// model, told by its first bytes.
std::string_view recognize(std::span<const std::byte> content);

}  // namespace requant::formats
