// A folder for one test's files, gone with the test.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "requant/data/dataset.h"
#include "requant/data/file.h"

namespace requant::data {

class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const std::string& name, const FileBytes& bytes) const;
  std::filesystem::path write(const std::string& name, const std::string& text) const;

 private:
  std::filesystem::path path_;
};

// Encoded images. JPEG of quality 95 without chroma subsampling; PNG of 8 or 16 bits with 1 to 4
// channels.
FileBytes encode_jpeg(const Image& image);
FileBytes encode_png(const Image& image, int bits = 8);
// A gradient that differs from channel to channel.
Image test_image(std::int64_t height, std::int64_t width, std::int64_t channels);

FileBytes pack_xz(const FileBytes& bytes);
FileBytes pack_gzip(const FileBytes& bytes);

// What an Error says that the call throws; "" where it throws none.
template <typename Call>
std::string error_of(Call call) {
  try {
    call();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

}  // namespace requant::data
