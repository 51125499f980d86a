// Whole files in and out.
#pragma once

#include <filesystem>
#include <span>

#include "requant/graph/tensor.h"

namespace requant::formats {

// The content of a regular file. Throws Error where there is none or it cannot be read.
Bytes read_file(const std::filesystem::path& path);

// Writes the file aside, in the same folder under a name of its own, and renames it: the file is
// there whole or not at all, and an existing one stays until then. Throws Error where it cannot be
// written; nothing is left behind.
void write_file(const std::filesystem::path& path, std::span<const std::byte> content);

}  // namespace requant::formats
