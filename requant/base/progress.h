// Progress of long work, told to whoever shows it. The library itself never prints.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>

namespace requant {

// Called as work goes on: what is being done, how many items of how many are ready. Calls come from
// one thread at a time.
using ProgressSink =
    std::function<void(const std::string& stage, std::size_t done, std::size_t total)>;

// Counts the items of one stage that its threads have finished, and tells a sink (which may be
// empty) of each; at first of none.
class ProgressCounter {
 public:
  ProgressCounter(std::string stage, std::size_t total, ProgressSink sink);

  // One more is ready. May be called from several threads at once.
  void advance();

 private:
  std::mutex mutex_;
  std::string stage_;
  std::size_t done_ = 0;
  std::size_t total_;
  ProgressSink sink_;
};

}  // namespace requant
