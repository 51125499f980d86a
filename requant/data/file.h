// Whole files in memory, plain or compressed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace requant::data {

using FileBytes = std::vector<std::uint8_t>;

// No file that is read, and nothing that is unpacked, may be larger than this.
inline constexpr std::size_t kMaxFileBytes = std::size_t{1} << 31;

// The content of a regular file. Throws Error that names the file.
FileBytes read_file(const std::filesystem::path& path);

// As read_file, and unpacked where the name ends in .xz or .gz. Throws Error that names the file.
FileBytes read_unpacked(const std::filesystem::path& path);

// Unpacked data; `subject` names the file in messages. Data behind the end of the stream, and data
// that ends early, are errors.
FileBytes unpack_xz(std::span<const std::uint8_t> packed, const std::string& subject);
FileBytes unpack_gzip(std::span<const std::uint8_t> packed, const std::string& subject);

// Whether there is a file or folder; what cannot be looked at is not there.
bool is_there(const std::filesystem::path& path);

// The file's name in lower case ends in `ending` (".jpg").
bool has_ending(const std::filesystem::path& path, std::string_view ending);

// "'dir/file.jpg'", for messages.
std::string in_quotes(const std::filesystem::path& path);

}  // namespace requant::data
