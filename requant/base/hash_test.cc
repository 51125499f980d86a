#include "requant/base/hash.h"

#include <gtest/gtest.h>

#include <string_view>

namespace requant {
namespace {

// Test vectors of the FNV draft, appendix C.
TEST(Hash, is_fnv1a) {
  const auto hash = [](std::string_view text) { return fnv1a(std::as_bytes(std::span(text))); };
  EXPECT_EQ(hash(""), 0xcbf29ce484222325ULL);
  EXPECT_EQ(hash("a"), 0xaf63dc4c8601ec8cULL);
  EXPECT_EQ(hash("foobar"), 0x85944171f73967e8ULL);
}

}  // namespace
}  // namespace requant
