// Progress of long work on stderr: a bar on a terminal, a line now and then elsewhere.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace requant::cli {

// "evaluate [=====>    ] 412/1300  33.1/s  ETA 27 s". Appears when a stage has worked for more than
// a second (on a terminal) or ten (elsewhere).
class ProgressBar {
 public:
  ProgressBar();
  ~ProgressBar() { clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // `tail`: what stands behind the count in place of rate and remaining time.
  void update(const std::string& stage, std::size_t done, std::size_t total,
              const std::string& tail = "");
  // Takes the bar off the terminal, so that other text can be written.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  bool terminal_;
  bool visible_ = false;
  std::string stage_;
  Clock::time_point start_;
  Clock::time_point next_;  // not shown again before this
};

// "27 s", "3 min 20 s", "1 h 5 min"
std::string duration_text(double seconds);

}  // namespace requant::cli
