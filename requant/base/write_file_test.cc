#include "requant/base/write_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "requant/base/error.h"

namespace requant {
namespace {

namespace fs = std::filesystem;

class WriteFileTest : public testing::Test {
 protected:
  WriteFileTest() {
    std::string name = (fs::temp_directory_path() / "requant_XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~WriteFileTest() override { fs::remove_all(folder_); }

  static std::string content(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }
  std::ptrdiff_t files() const { return std::distance(fs::directory_iterator(folder_), {}); }

  fs::path folder_;
};

std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

TEST_F(WriteFileTest, ReplacesAFileAndLeavesNoOther) {
  write_file(folder_ / "x", bytes("first, longer"));
  write_file(folder_ / "x", bytes("second"));
  EXPECT_EQ(content(folder_ / "x"), "second");
  EXPECT_EQ(files(), 1);
}

TEST_F(WriteFileTest, SaysWhatToDoWhereItCannotWriteAndLeavesNothing) {
  fs::create_directory(folder_ / "x");
  for (const fs::path& path : {folder_ / "x", folder_ / "none" / "y"}) {
    try {
      write_file(path, bytes("text"));
      FAIL() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::user);
      const std::string text = error.what();
      EXPECT_TRUE(text.starts_with("'" + path.string() + "' cannot be written (")) << text;
      EXPECT_TRUE(text.ends_with("name a file in an existing folder that you may write to"));
    }
  }
  EXPECT_EQ(files(), 1);
}

}  // namespace
}  // namespace requant
