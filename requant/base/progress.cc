#include "requant/base/progress.h"

namespace requant {

ProgressCounter::ProgressCounter(std::string stage, std::size_t total, ProgressSink sink)
    : stage_(std::move(stage)), total_(total), sink_(std::move(sink)) {
  if (sink_) sink_(stage_, 0, total_);
}

void ProgressCounter::advance() {
  const std::lock_guard lock(mutex_);
  ++done_;
  if (sink_) sink_(stage_, done_, total_);
}

}  // namespace requant
