// The values that a tensor is expected to take beyond the few inputs of the statistics.
#pragma once

#include <map>
#include <vector>

#include "requant/requantize/draft.h"
#include "requant/requantize/statistics.h"

namespace requant::requantize {

// Channel gains applied, in the plan's units before `unit` and `offset`.
struct ValueRange {
  double low = 0;
  double high = 0;
};

struct ExpectedValues {
  ValueRange range;
  double first = 0;           // value of share[0]
  double width = 0;           // from one entry of share to the next
  std::vector<double> share;  // sums to 1; empty for types of more than 8 bits
};

// Per tensor and channel, without gains: what was seen, stretched, and for the outputs of layers
// with a ReLU also what is likely where no input of the statistics excited the channel. Channels of
// deep layers answer to few things, and synthetic inputs show them none.
using ChannelRanges = std::map<TensorId, std::vector<ValueRange>>;
ChannelRanges channel_ranges(const Draft& draft, const Statistics& statistics);

ExpectedValues expected_values(const Draft& draft, TensorId id, const TensorStatistics& statistics);

}  // namespace requant::requantize
