// Ctrl-C as a wish to stop.
#pragma once

#include <atomic>

namespace requant::cli {

// While it lives, the first SIGINT or SIGTERM sets `stop`; a second one ends the program as usual.
// One at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  const std::atomic<bool>& stop() const;
};

}  // namespace requant::cli
