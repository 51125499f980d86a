#include "requant/formats/file_io.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "requant/base/error.h"

namespace requant::formats {
namespace {

std::string reason(int number) { return std::generic_category().message(number); }

// A file that is removed again unless it was renamed to its place.
class AsideFile {
 public:
  explicit AsideFile(const std::filesystem::path& target) : target_(target) {
    for (int attempt = 0; descriptor_ < 0; ++attempt) {
      name_ = target.string() + "." + std::to_string(::getpid()) + "-" + std::to_string(attempt);
      descriptor_ = ::open(name_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
      if (descriptor_ < 0 && errno != EEXIST) fail(errno);
    }
  }
  AsideFile(const AsideFile&) = delete;
  AsideFile& operator=(const AsideFile&) = delete;
  ~AsideFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!renamed_) ::unlink(name_.c_str());
  }

  void write(std::span<const std::byte> content) {
    while (!content.empty()) {
      const ssize_t written = ::write(descriptor_, content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail(errno);
      content = content.subspan(static_cast<std::size_t>(written));
    }
  }

  void rename_to_target() {
    const int closed = ::close(descriptor_);
    descriptor_ = -1;
    if (closed != 0) fail(errno);
    if (::rename(name_.c_str(), target_.c_str()) != 0) fail(errno);
    renamed_ = true;
  }

 private:
  [[noreturn]] void fail(int number) const {
    throw Error("'" + target_.string() + "' cannot be written (" + reason(number) +
                "): name a file in an existing folder that you may write to");
  }

  std::filesystem::path target_;
  std::string name_;
  int descriptor_ = -1;
  bool renamed_ = false;
};

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

void write_file(const std::filesystem::path& path, std::span<const std::byte> content) {
  AsideFile file(path);
  file.write(content);
  file.rename_to_target();
}

}  // namespace requant::formats
