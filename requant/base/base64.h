// Bytes as text: base64 with padding (RFC 4648, section 4).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace requant {

std::string to_base64(std::span<const std::byte> bytes);
// Nothing where the text is no base64.
std::optional<std::vector<std::byte>> from_base64(std::string_view text);

}  // namespace requant
