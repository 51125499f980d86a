#include "requant/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
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

// The indices of one call, and what became of them.
class Job {
 public:
  Job(std::size_t count, const std::function<void(std::size_t)>& body)
      : count_(count), body_(body) {}

  void work() {
    const WorkerScope scope;
    for (std::size_t i = next_++; i < count_; i = next_++) {
      try {
        body_(i);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        next_ = count_;
      }
    }
  }
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::atomic<std::size_t> next_{0};
  std::size_t count_;
  const std::function<void(std::size_t)>& body_;
  std::mutex mutex_;
  std::exception_ptr failure_;
};

// The threads of the process beside its own ones; they wait for work, and are made when first
// needed.
class Pool {
 public:
  ~Pool() {
    {
      const std::lock_guard lock(mutex_);
      ends_ = true;
    }
    wake_.notify_all();
  }

  // Works on the job with `helpers` threads and the calling one. One job at a time: a second caller
  // works alone.
  void run(Job& job, std::size_t helpers) {
    const std::unique_lock turn(turn_, std::try_to_lock);
    if (!turn) return job.work();
    {
      const std::lock_guard lock(mutex_);
      while (threads_.size() < helpers) threads_.emplace_back([this] { serve(); });
      job_ = &job;
      wanted_ = helpers;
    }
    wake_.notify_all();
    job.work();
    std::unique_lock lock(mutex_);
    wanted_ = 0;  // who has not begun by now need not
    done_.wait(lock, [this] { return working_ == 0; });
    job_ = nullptr;
  }

 private:
  void serve() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return ends_ || wanted_ > 0; });
      if (ends_) return;
      --wanted_;
      ++working_;
      Job& job = *job_;
      lock.unlock();
      job.work();
      lock.lock();
      if (--working_ == 0) done_.notify_one();
    }
  }

  std::mutex turn_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  Job* job_ = nullptr;
  std::size_t wanted_ = 0;   // threads that are to join the job
  std::size_t working_ = 0;  // threads that have
  bool ends_ = false;
  std::vector<std::jthread> threads_;
};

Pool& pool() {
  static Pool instance;
  return instance;
}

}  // namespace

void set_thread_count(int count) { configured_threads = std::max(0, count); }

int thread_count() {
  const int configured = configured_threads;
  return configured > 0 ? configured
                        : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

bool is_parallel() { return inside_parallel_for; }

void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body) {
  const std::size_t threads =
      std::min<std::size_t>(count, static_cast<std::size_t>(thread_count()));
  if (threads <= 1 || inside_parallel_for) {
    for (std::size_t i = 0; i < count; ++i) body(i);
    return;
  }
  Job job(count, body);
  pool().run(job, threads - 1);
  job.rethrow();
}

}  // namespace requant
