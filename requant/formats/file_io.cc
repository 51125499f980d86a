#include "requant/formats/file_io.h"

#include <cerrno>
#include <fstream>
#include <system_error>

#include "requant/base/error.h"

namespace requant::formats {
namespace {

std::string reason(int number) { return std::generic_category().message(number); }

}  // namespace

Bytes read_file(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  const std::string name = "'" + path.string() + "'";
  if (status.type() == std::filesystem::file_type::not_found) {
    throw Error(name + " does not exist: check the name of the model file");
  }
  if (status.type() == std::filesystem::file_type::directory) {
    throw Error(name + " is a directory: name a model file");
  }
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw Error(name + " cannot be opened (" + reason(errno) + ")");
  const auto size = file.tellg();
  if (size < 0) throw Error(name + " is no regular file: name a model file");
  Bytes content(static_cast<std::size_t>(size));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(content.data()), static_cast<std::streamsize>(content.size()));
  if (!file) throw Error(name + " cannot be read (" + reason(errno) + ")");
  return content;
}

}  // namespace requant::formats
