// Learning rates over a phase.
#pragma once

#include <cstdint>

#include "requant/train/options.h"

namespace requant::train {

// The steps of a phase, and where it is.
struct Position {
  std::int64_t step = 0;
  std::int64_t steps = 0;  // of the whole phase
  std::int64_t steps_per_epoch = 1;

  double progress() const {
    return steps > 0 ? static_cast<double>(step) / static_cast<double>(steps) : 1;
  }
};

// Linear warm-up from 0, then half a cosine from the peak to final_rate times the peak; the peak
// is the phase's rate times batch / 128.
double learning_rate(const Phase& phase, const Position& position, int batch);

}  // namespace requant::train
