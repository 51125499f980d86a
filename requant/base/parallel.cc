#include "requant/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace requant {
namespace {

std::atomic<int> configured_threads{0};
thread_local bool inside_parallel_for = false;

// Marks the current thread as a worker for as long as it lives.
struct WorkerScope {
  bool previous = std::exchange(inside_parallel_for, true);
  ~WorkerScope() { inside_parallel_for = previous; }
};

}  // namespace

void set_thread_count(int count) { configured_threads = std::max(0, count); }

int thread_count() {
  const int configured = configured_threads;
  return configured > 0 ? configured
                        : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body) {
  const std::size_t threads =
      std::min<std::size_t>(count, static_cast<std::size_t>(thread_count()));
  if (threads <= 1 || inside_parallel_for) {
    for (std::size_t i = 0; i < count; ++i) body(i);
    return;
  }
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto work = [&] {
    const WorkerScope scope;
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        body(i);
      } catch (...) {
        const std::lock_guard lock(failure_mutex);
        if (!failure) failure = std::current_exception();
        next = count;
      }
    }
  };
  {
    std::vector<std::jthread> workers;
    for (std::size_t t = 1; t < threads; ++t) workers.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace requant
