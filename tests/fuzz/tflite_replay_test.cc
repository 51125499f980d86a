#include <gtest/gtest.h>

#include "tests/fuzz/check_tflite.h"
#include "tests/fuzz/replay.h"

namespace requant::fuzz {
namespace {

const Check kSurvives = [](std::span<const std::byte> file) {
  EXPECT_NO_THROW(check_tflite(file));
};

TEST(TfliteReplay, ReadsTheCorpus) {
  int read = 0;
  for (const Bytes& file : corpus("tflite")) read += check_tflite(file) ? 1 : 0;
  EXPECT_GE(read, 4);
}

TEST(TfliteReplay, SurvivesTruncation) { cut_everywhere(corpus("tflite"), kSurvives); }

TEST(TfliteReplay, SurvivesFlippedBits) { flip_bits(corpus("tflite"), kSurvives); }

}  // namespace
}  // namespace requant::fuzz
