#include "requant/base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

#include "requant/base/progress.h"

namespace requant {
namespace {

// Sets the number of threads for one test.
struct Threads {
  explicit Threads(int count) { set_thread_count(count); }
  ~Threads() { set_thread_count(0); }
};

TEST(parallel_for, does_every_index_once) {
  for (const int threads : {1, 2, 7}) {
    const Threads scope(threads);
    std::vector<std::atomic<int>> calls(1000);
    parallel_for(calls.size(), [&](std::size_t i) { ++calls[i]; });
    for (const auto& count : calls) EXPECT_EQ(count, 1);
  }
  parallel_for(0, [](std::size_t) { FAIL(); });
}

TEST(parallel_for, may_be_nested) {
  const Threads scope(4);
  std::atomic<int> calls = 0;
  parallel_for(5, [&](std::size_t) { parallel_for(6, [&](std::size_t) { ++calls; }); });
  EXPECT_EQ(calls, 30);
}

TEST(parallel_for, passes_an_exception_on_and_works_again) {
  const Threads scope(4);
  EXPECT_THROW(parallel_for(100,
                            [](std::size_t i) {
                              if (i == 42) throw std::runtime_error("x");
                            }),
               std::runtime_error);
  std::atomic<int> calls = 0;
  parallel_for(10, [&](std::size_t) { ++calls; });
  EXPECT_EQ(calls, 10);
}

TEST(ProgressCounter, counts_from_none_to_all_across_threads) {
  const Threads scope(4);
  std::vector<std::size_t> seen;
  ProgressCounter counter("work", 50,
                          [&](const std::string& stage, std::size_t done, std::size_t total) {
                            EXPECT_EQ(stage, "work");
                            EXPECT_EQ(total, 50U);
                            seen.push_back(done);
                          });
  parallel_for(50, [&](std::size_t) { counter.advance(); });
  ASSERT_EQ(seen.size(), 51U);
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], i);
}

TEST(ProgressCounter, may_lack_a_sink) {
  ProgressCounter counter("work", 1, {});
  counter.advance();
}

}  // namespace
}  // namespace requant
