// Whole files out.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace requant {

// Writes the file aside, in the same folder under a name of its own, and renames it: the file is
// there whole or not at all, and an existing one stays until then. Throws Error where it cannot be
// written; nothing is left behind.
void write_file(const std::filesystem::path& path, std::span<const std::byte> content);

}  // namespace requant
