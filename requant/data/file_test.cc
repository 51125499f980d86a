#include "requant/data/file.h"

#include <gtest/gtest.h>

#include "requant/data/test_files.h"

namespace requant::data {
namespace {

const FileBytes kContent(200'000, 'x');

TEST(read_unpacked, reads_plain_xz_and_gzip) {
  const TestFolder folder;
  EXPECT_EQ(read_unpacked(folder.write("a.bin", kContent)), kContent);
  EXPECT_EQ(read_unpacked(folder.write("a.bin.xz", pack_xz(kContent))), kContent);
  EXPECT_EQ(read_unpacked(folder.write("a.bin.gz", pack_gzip(kContent))), kContent);
  EXPECT_EQ(read_unpacked(folder.write("empty.gz", pack_gzip({}))), FileBytes());
}

TEST(read_unpacked, refuses_every_truncation_and_trailing_bytes) {
  const TestFolder folder;
  const std::pair<const char*, FileBytes> files[] = {{"a.xz", pack_xz(kContent)},
                                                     {"a.gz", pack_gzip(kContent)}};
  for (const auto& [name, packed] : files) {
    for (std::size_t size = 0; size < packed.size(); ++size) {
      const FileBytes part(packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(size));
      EXPECT_NE(error_of([&] { read_unpacked(folder.write(name, part)); }).find(name),
                std::string::npos)
          << size;
    }
    FileBytes longer = packed;
    longer.push_back(1);
    EXPECT_NE(error_of([&] { read_unpacked(folder.write(name, longer)); }), "");
  }
}

TEST(has_ending, ignores_case) {
  EXPECT_TRUE(has_ending("a/b.JPEG", ".jpeg"));
  EXPECT_FALSE(has_ending("a.jpg/b", ".jpg"));
}

}  // namespace
}  // namespace requant::data
