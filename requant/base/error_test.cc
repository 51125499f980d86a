#include "requant/base/error.h"

#include <gtest/gtest.h>

namespace requant {
namespace {

std::string message_of(const Diagnostics& diagnostics) {
  try {
    diagnostics.throw_if_any();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Diagnostics, throws_nothing_without_problems) {
  EXPECT_EQ(message_of(Diagnostics("a.txt")), "");
}

TEST(Diagnostics, puts_one_problem_in_one_line) {
  Diagnostics diagnostics("a.txt");
  diagnostics.add("line 3", "is wrong");
  EXPECT_EQ(message_of(diagnostics), "a.txt: line 3: is wrong");
}

TEST(Diagnostics, lists_twenty_problems_and_counts_the_rest) {
  Diagnostics diagnostics("a.txt");
  for (int i = 0; i < 23; ++i) diagnostics.add("", "problem " + std::to_string(i));
  const std::string message = message_of(diagnostics);
  EXPECT_TRUE(message.starts_with("a.txt: 23 problems:\n  problem 0\n"));
  EXPECT_TRUE(message.ends_with("\n  problem 19\n  and 3 more"));
}

TEST(Error, is_the_users_fault_unless_said_otherwise) {
  EXPECT_EQ(Error("x").fault(), Fault::user);
  EXPECT_EQ(Error("x", Fault::internal).fault(), Fault::internal);
}

}  // namespace
}  // namespace requant
