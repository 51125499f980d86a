#include "requant/data/file.h"

#include <lzma.h>
#include <zlib.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>

#include "requant/base/error.h"

namespace requant::data {
namespace {

// Doubles `out` so that more can be unpacked into it. Throws when it is too large.
void grow(FileBytes& out, const std::string& subject) {
  if (out.size() >= kMaxFileBytes) throw Error(subject + " unpacks to more than 2 GiB");
  out.resize(std::max<std::size_t>(1 << 16, 2 * out.size()));
}

[[noreturn]] void throw_damaged(const std::string& subject, const char* kind) {
  throw Error(subject + " is damaged or incomplete " + kind + " data; fetch it again");
}

}  // namespace

std::string in_quotes(const std::filesystem::path& path) { return "'" + path.string() + "'"; }

bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

bool has_ending(const std::filesystem::path& path, std::string_view ending) {
  std::string name = path.filename().string();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name.ends_with(ending);
}

FileBytes read_file(const std::filesystem::path& path) {
  std::error_code code;
  if (!std::filesystem::exists(path, code)) throw Error("there is no file " + in_quotes(path));
  if (!std::filesystem::is_regular_file(path, code)) {
    throw Error(in_quotes(path) + " is not a file; name a file");
  }
  const auto size = std::filesystem::file_size(path, code);
  if (!code && size > kMaxFileBytes) throw Error(in_quotes(path) + " is larger than 2 GiB");
  std::ifstream stream(path, std::ios::binary);
  FileBytes bytes(code ? 0 : static_cast<std::size_t>(size));
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (code || !stream) {
    throw Error(in_quotes(path) + " cannot be read: " + std::strerror(errno));
  }
  return bytes;
}

FileBytes read_unpacked(const std::filesystem::path& path) {
  FileBytes bytes = read_file(path);
  if (has_ending(path, ".xz")) return unpack_xz(bytes, in_quotes(path));
  if (has_ending(path, ".gz")) return unpack_gzip(bytes, in_quotes(path));
  return bytes;
}

FileBytes unpack_xz(std::span<const std::uint8_t> packed, const std::string& subject) {
  lzma_stream stream = LZMA_STREAM_INIT;
  const std::unique_ptr<lzma_stream, decltype(&lzma_end)> owner(&stream, &lzma_end);
  constexpr std::uint64_t kMemoryLimit = std::uint64_t{1} << 30;
  if (lzma_stream_decoder(&stream, kMemoryLimit, LZMA_CONCATENATED) != LZMA_OK) {
    throw Error(subject + " cannot be unpacked: there is not enough memory", Fault::internal);
  }
  stream.next_in = packed.data();
  stream.avail_in = packed.size();
  FileBytes out;
  std::size_t ready = 0;
  lzma_ret status = LZMA_OK;
  while (status == LZMA_OK) {
    if (ready == out.size()) grow(out, subject);
    stream.next_out = out.data() + ready;
    stream.avail_out = out.size() - ready;
    status = lzma_code(&stream, LZMA_FINISH);
    ready = out.size() - stream.avail_out;
  }
  if (status != LZMA_STREAM_END) throw_damaged(subject, "xz");
  out.resize(ready);
  return out;
}

FileBytes unpack_gzip(std::span<const std::uint8_t> packed, const std::string& subject) {
  z_stream stream{};
  constexpr int kGzipOnly = 16 + MAX_WBITS;
  if (inflateInit2(&stream, kGzipOnly) != Z_OK) {
    throw Error(subject + " cannot be unpacked: there is not enough memory", Fault::internal);
  }
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> owner(&stream, &inflateEnd);
  stream.next_in = const_cast<std::uint8_t*>(packed.data());  // zlib only reads it
  stream.avail_in = static_cast<uInt>(packed.size());
  FileBytes out;
  std::size_t ready = 0;
  int status = Z_OK;
  while (status == Z_OK) {
    if (ready == out.size()) grow(out, subject);
    const auto room = std::min<std::size_t>(out.size() - ready, std::size_t{1} << 30);
    stream.next_out = out.data() + ready;
    stream.avail_out = static_cast<uInt>(room);
    status = inflate(&stream, Z_NO_FLUSH);
    ready += room - stream.avail_out;
  }
  if (status != Z_STREAM_END || stream.avail_in != 0) throw_damaged(subject, "gzip");
  out.resize(ready);
  return out;
}

}  // namespace requant::data
