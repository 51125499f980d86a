// Whole files in and out.
#pragma once

#include <filesystem>

#include "requant/base/write_file.h"
#include "requant/graph/tensor.h"

namespace requant::formats {

// The content of a regular file. Throws Error where there is none or it cannot be read.
Bytes read_file(const std::filesystem::path& path);

using requant::write_file;

}  // namespace requant::formats
