#include "requant/data/npy.h"

#include <array>
#include <charconv>
#include <cstring>
#include <fstream>

#include "requant/base/error.h"
#include "requant/base/write_file.h"

namespace requant::data {
namespace {

struct NpyType {
  DataType type;
  std::string_view text;  // byte order, kind, bytes
};

constexpr std::array<NpyType, 11> kTypes{{
    {DataType::int8, "|i1"},
    {DataType::uint8, "|u1"},
    {DataType::boolean, "|b1"},
    {DataType::int16, "<i2"},
    {DataType::uint16, "<u2"},
    {DataType::int32, "<i4"},
    {DataType::uint32, "<u4"},
    {DataType::int64, "<i8"},
    {DataType::uint64, "<u8"},
    {DataType::float32, "<f4"},
    {DataType::float64, "<f8"},
}};

constexpr std::string_view kMagic = "\x93NUMPY";

// The header is a Python dictionary such as {'descr': '<f4', 'fortran_order': False, 'shape': (3,
// 4), }. Returns the text behind the key, or throws.
std::string_view value_of(std::string_view header, std::string_view key,
                          const std::string& subject) {
  const auto at = header.find("'" + std::string(key) + "':");
  if (at == std::string_view::npos) {
    throw Error(subject + " is a damaged .npy file: its header has no '" + std::string(key) + "'");
  }
  std::string_view rest = header.substr(at + key.size() + 3);
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  return rest;
}

DataType parse_type(std::string_view header, const std::string& subject) {
  const std::string_view value = value_of(header, "descr", subject);
  for (const auto& row : kTypes) {
    if (value.starts_with("'" + std::string(row.text) + "'")) return row.type;
  }
  throw Error(subject + " holds the type " + std::string(value.substr(0, value.find(", "))) +
              "; save it little endian as int8 to int64, uint8 to uint64, float32 or float64");
}

Shape parse_shape(std::string_view header, const std::string& subject) {
  std::string_view value = value_of(header, "shape", subject);
  const auto fail = [&] { throw Error(subject + " is a damaged .npy file: its shape is not one"); };
  const auto close = value.find(')');
  if (!value.starts_with('(') || close == std::string_view::npos) fail();
  value = value.substr(1, close - 1);
  Shape shape;
  while (!value.empty()) {
    std::int64_t dim = -1;
    const auto [end, code] = std::from_chars(value.data(), value.data() + value.size(), dim);
    if (code != std::errc() || dim < 0 || shape.rank() >= 32) fail();
    shape.dims.push_back(dim);
    value.remove_prefix(static_cast<std::size_t>(end - value.data()));
    while (!value.empty() && (value.front() == ' ' || value.front() == ',')) value.remove_prefix(1);
  }
  return shape;
}

// The bytes before the data, and the dictionary in them.
struct Header {
  std::size_t size = 0;
  std::string_view text;
};

Header find_header(std::span<const std::uint8_t> file, const std::string& subject) {
  const std::string_view bytes(reinterpret_cast<const char*>(file.data()), file.size());
  if (!bytes.starts_with(kMagic) || file.size() < 12) {
    throw Error(subject + " is not a .npy file; save it with numpy.save");
  }
  const int version = file[6];
  if (version < 1 || version > 3) {
    throw Error(subject + " is a .npy file of version " + std::to_string(version) +
                "; versions 1 to 3 are read");
  }
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  std::size_t length = 0;
  for (std::size_t i = 0; i < length_bytes; ++i) length |= std::size_t{file[8 + i]} << (8 * i);
  const std::size_t start = 8 + length_bytes;
  if (length > file.size() - start) throw Error(subject + " is an incomplete .npy file");
  return {start + length, bytes.substr(start, length)};
}

}  // namespace

Array parse_npy(std::span<const std::uint8_t> file, const std::string& subject) {
  const Header header = find_header(file, subject);
  Array array;
  array.type = parse_type(header.text, subject);
  if (!value_of(header.text, "fortran_order", subject).starts_with("False")) {
    throw Error(subject + " is in Fortran order; save numpy.ascontiguousarray of it");
  }
  array.shape = parse_shape(header.text, subject);
  std::int64_t count = 0;
  try {
    count = array.shape.count();
  } catch (const Error& error) {
    throw Error(subject + ": " + error.what());
  }
  const std::size_t bytes = storage_bytes(array.type, static_cast<std::size_t>(count));
  if (file.size() - header.size != bytes) {
    throw Error(subject + " has " + std::to_string(file.size() - header.size) +
                " bytes of data where its shape " + array.shape.text() + " needs " +
                std::to_string(bytes));
  }
  array.bytes.resize(bytes);
  if (bytes > 0) std::memcpy(array.bytes.data(), file.data() + header.size, bytes);
  return array;
}

Array read_npy(const std::filesystem::path& path) {
  return parse_npy(read_file(path), in_quotes(path));
}

void write_npy(const Array& array, const std::filesystem::path& path) {
  std::string_view type;
  for (const auto& row : kTypes) {
    if (row.type == array.type) type = row.text;
  }
  if (type.empty()) {
    throw Error("an array of type " + std::string(name(array.type)) + " cannot be saved as .npy");
  }
  std::string shape;
  for (const auto dim : array.shape.dims) shape += std::to_string(dim) + ",";
  std::string header =
      "{'descr': '" + std::string(type) + "', 'fortran_order': False, 'shape': (" + shape + "), }";
  header.resize((kMagic.size() + 4 + header.size() + 1 + 63) / 64 * 64 - kMagic.size() - 4 - 1,
                ' ');
  header += '\n';
  std::string start(kMagic);
  start +=
      {'\1', '\0', static_cast<char>(header.size() % 256), static_cast<char>(header.size() / 256)};
  start += header;
  const auto* first = reinterpret_cast<const std::byte*>(start.data());
  Bytes content(first, first + start.size());
  content.insert(content.end(), array.bytes.begin(), array.bytes.end());
  write_file(path, content);
}

}  // namespace requant::data
