#include "requant/base/write_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "requant/base/error.h"

namespace requant {
namespace {

std::string advice(int number) {
  if (number == ENOSPC || number == EDQUOT)
    return "free some space, or name a file on another disk";
  return "name a file in an existing folder that you may write to";
}

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
    throw Error("'" + target_.string() + "' cannot be written (" +
                std::generic_category().message(number) + "): " + advice(number));
  }

  std::filesystem::path target_;
  std::string name_;
  int descriptor_ = -1;
  bool renamed_ = false;
};

}  // namespace

void write_file(const std::filesystem::path& path, std::span<const std::byte> content) {
  AsideFile file(path);
  file.write(content);
  file.rename_to_target();
}

}  // namespace requant
