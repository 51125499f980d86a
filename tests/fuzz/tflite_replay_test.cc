// The corpus, cut off everywhere, and with every bit flipped.
#include <gtest/gtest.h>

#include <filesystem>

#include "requant/formats/file_io.h"
#include "tests/fuzz/check_tflite.h"

namespace requant::fuzz {
namespace {

// Of a file with at most kExhaustive bits, every one is flipped; else about kSampled of them.
constexpr std::size_t kExhaustive = 7000;
constexpr std::size_t kSampled = 3000;

std::vector<Bytes> corpus() {
  std::vector<Bytes> files;
  for (const auto& entry : std::filesystem::directory_iterator("tests/fuzz/corpus/tflite")) {
    files.push_back(formats::read_file(entry.path()));
  }
  return files;
}

TEST(TfliteReplay, ReadsTheCorpus) {
  int read = 0;
  for (const Bytes& file : corpus()) read += check_tflite(file) ? 1 : 0;
  EXPECT_GE(read, 4);
}

TEST(TfliteReplay, SurvivesTruncation) {
  for (const Bytes& file : corpus()) {
    for (std::size_t size = 0; size < file.size(); ++size) {
      EXPECT_NO_THROW(check_tflite(std::span(file).first(size)));
    }
  }
}

TEST(TfliteReplay, SurvivesFlippedBits) {
  for (Bytes file : corpus()) {
    const std::size_t bits = file.size() * 8;
    const std::size_t step = bits <= kExhaustive ? 1 : bits / kSampled;
    for (std::size_t bit = 0; bit < bits; bit += step) {
      const auto mask = static_cast<std::byte>(1U << bit % 8);
      file[bit / 8] ^= mask;
      EXPECT_NO_THROW(check_tflite(file)) << "bit " << bit;
      file[bit / 8] ^= mask;
    }
  }
}

}  // namespace
}  // namespace requant::fuzz
