// Arrays of floats as text.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace requant::precision {

// The values as float32, little endian, in base64 (RFC 4648, section 4).
std::string to_base64(std::span<const float> values);
// Nothing where the text is no base64 of whole floats.
std::optional<std::vector<float>> from_base64(std::string_view text);

}  // namespace requant::precision
