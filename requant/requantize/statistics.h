// What the source computes on some inputs: the only data that a conversion looks at. Labels are
// never read.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "requant/base/progress.h"
#include "requant/exec/program.h"
#include "requant/requantize/draft.h"

namespace requant::requantize {

// Of one activation tensor, in source real units.
struct TensorStatistics {
  std::vector<double> mean;      // per channel (last dimension)
  std::vector<double> variance;  // per channel
  std::vector<double> below;     // per channel: share of values at the low end of the clamp
  std::vector<double> above;     // per channel: share of values at the high end of the clamp
  std::vector<double> max_abs;   // per channel
  double min = 0;
  double max = 0;
  // Per channel and stored value, lowest first, how often it was seen: channels x 256 (8-bit types;
  // else empty).
  std::vector<std::uint32_t> histogram;
  double count = 0;  // elements of one sample
};

using Statistics = std::map<TensorId, TensorStatistics>;

// Runs the source's program on every input set (one Array per graph input each) and gathers
// statistics of all planned activation tensors. The result does not depend on the number of
// threads.
Statistics gather_statistics(const Draft& draft, const exec::Program& program,
                             std::span<const std::vector<Array>> inputs,
                             const ProgressSink& progress = {});

}  // namespace requant::requantize
