// NumPy's array files.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "requant/data/file.h"
#include "requant/graph/tensor.h"

namespace requant::data {

// Reads format versions 1 to 3 (numpy.lib.format): C order, little endian; int8 to int64, uint8 to
// uint64, float32, float64, bool. Throws Error that names the file.
Array read_npy(const std::filesystem::path& path);
Array parse_npy(std::span<const std::uint8_t> file, const std::string& subject);

// Writes version 1; the file appears whole or not at all. Throws Error for types that NumPy does
// not have and where the file cannot be written.
void write_npy(const Array& array, const std::filesystem::path& path);

}  // namespace requant::data
