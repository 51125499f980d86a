// Bytes as text.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace requant {

// base64 with padding (RFC 4648, section 4).
std::string to_base64(std::span<const std::byte> bytes);

}  // namespace requant
