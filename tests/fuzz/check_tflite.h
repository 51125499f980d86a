// What must hold of the TFLite reader for any bytes.
#pragma once

#include <cstddef>
#include <span>

namespace requant::fuzz {

// Reads the content. It is refused with an Error, or it can be written, and what is written holds
// the same tables and can be read again. Throws std::logic_error where that does not hold; true if
// the content was read.
bool check_tflite(std::span<const std::byte> content);

}  // namespace requant::fuzz
