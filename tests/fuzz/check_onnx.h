// What must hold of the ONNX reader and writer for any bytes.
#pragma once

#include <cstddef>
#include <span>

namespace requant::fuzz {

// Reads the content. It is refused with an Error, or the model verifies and every writer writes it
// or refuses it with an Error; what is written as QDQ can be read again. Data of other files is out
// of reach. Throws std::logic_error where that does not hold; true if the content was read.
bool check_onnx(std::span<const std::byte> content);

}  // namespace requant::fuzz
