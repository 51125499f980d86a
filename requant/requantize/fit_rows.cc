#include "requant/requantize/fit_rows.h"

#include <algorithm>
#include <cmath>

#include "requant/requantize/gain_groups.h"

namespace requant::requantize {
namespace {

double row_peak(const Draft& draft, const Layer& layer, std::int64_t row) {
  double peak = 0;
  for (std::int64_t k = 0; k < layer.cols; ++k)
    peak = std::max(peak, std::abs(gained_weight(draft, layer, row, k)));
  return peak;
}

}  // namespace

void fit_rows(Draft& draft, const Target& target, const Statistics& statistics) {
  const int bits = integer_type(target.weight.types.front()).bits;
  const double levels = std::exp2(bits - 1) - 1;
  const ChannelRanges ranges = channel_ranges(draft, statistics);
  for (const GainGroup& group : gain_groups(draft, DepthwiseGains::refused)) {
    if (!group.possible || group.producers.empty()) continue;
    const auto channels =
        static_cast<std::size_t>(channel_count(draft.source.tensor(group.tensors.front())));
    std::vector<double> gain(channels, 1.0);
    std::vector<bool> unclamped(channels);
    for (std::size_t c = 0; c < channels; ++c)
      unclamped[c] = never_clamped(draft, group, ranges, c);
    for (const Layer* layer : group.producers) {
      for (std::size_t c = 0; c < channels; ++c) {
        const auto row = static_cast<std::int64_t>(c);
        const double peak = row_peak(draft, *layer, row) / layer->row_scale[c];
        if (peak > levels + 0.5 && unclamped[c]) gain[c] = std::min(gain[c], levels / peak);
      }
    }
    if (std::all_of(gain.begin(), gain.end(), [](double g) { return g == 1; })) continue;
    for (const TensorId id : group.tensors) {
      draft.at(id).channel_gain = gain;
      draft.at(id).unclamped = unclamped;
    }
  }
}

}  // namespace requant::requantize
