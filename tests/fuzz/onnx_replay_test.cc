#include <gtest/gtest.h>

#include "tests/fuzz/check_onnx.h"
#include "tests/fuzz/replay.h"

namespace requant::fuzz {
namespace {

const Check kSurvives = [](std::span<const std::byte> file) { EXPECT_NO_THROW(check_onnx(file)); };

TEST(OnnxReplay, ReadsTheCorpus) {
  int read = 0;
  for (const Bytes& file : corpus("onnx")) read += check_onnx(file) ? 1 : 0;
  EXPECT_GE(read, 4);
}

TEST(OnnxReplay, SurvivesTruncation) { cut_everywhere(corpus("onnx"), kSurvives); }

TEST(OnnxReplay, SurvivesFlippedBits) { flip_bits(corpus("onnx"), kSurvives); }

}  // namespace
}  // namespace requant::fuzz
