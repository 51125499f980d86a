#include "requant/train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace requant::train {

double learning_rate(const Phase& phase, const Position& position, int batch) {
  const double peak = phase.rate * batch / 128;
  const double warmup =
      std::min(phase.warmup_epochs * static_cast<double>(position.steps_per_epoch),
               static_cast<double>(position.steps) / 2);
  const double done = static_cast<double>(position.step) + 1;
  if (done <= warmup) return peak * done / warmup;
  const double rest = std::max(1.0, static_cast<double>(position.steps) - warmup);
  const double angle = std::numbers::pi * std::min(1.0, (done - warmup) / rest);
  const double floor = phase.final_rate * peak;
  return floor + (peak - floor) * (1 + std::cos(angle)) / 2;
}

}  // namespace requant::train
