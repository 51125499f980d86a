#include "requant/requantize/value_range.h"

#include <algorithm>
#include <cmath>

namespace requant::requantize {
namespace {

constexpr double kLargestStretch = 1.8;
constexpr double kDeviations = 6;
constexpr double kDepthwiseShare = 0.7;
constexpr std::size_t kStoredValues = 256;
constexpr std::size_t kBins = 512;

double factor(double end, double seen) {
  return seen > 0 ? std::clamp(end / seen, 1.0, kLargestStretch) : 1.0;
}

// The factors by which values above and below 0 may go beyond the statistics: to the ends of the
// source's range, which was found on real data, but not further than a fixed limit.
struct Stretch {
  double down = 1;
  double up = 1;
};

Stretch stretch_of(const ActivationPlan& plan, const TensorStatistics& statistics) {
  return {factor(-plan.low, -statistics.min), factor(plan.high, statistics.max)};
}

// The source's real values of the stored ones, stretched within the clamp.
std::vector<double> stretched_values(const ActivationPlan& plan, const TensorStatistics& s,
                                     const Tensor& tensor) {
  const double scale = tensor.quantization->scale[0];
  const auto zero = tensor.quantization->zero_point[0];
  const auto first = integer_type(tensor.type).min();
  const Stretch stretch = stretch_of(plan, s);
  std::vector<double> values(kStoredValues);
  for (std::size_t q = 0; q < kStoredValues; ++q) {
    const double seen = scale * static_cast<double>(static_cast<std::int64_t>(q) + first - zero);
    values[q] = std::clamp(seen * (seen > 0 ? stretch.up : stretch.down), plan.low, plan.high);
  }
  return values;
}

ValueRange seen_range(std::span<const std::uint32_t> counts, std::span<const double> values) {
  ValueRange range{INFINITY, -INFINITY};
  for (std::size_t q = 0; q < counts.size(); ++q) {
    if (counts[q] == 0) continue;
    range.low = std::min(range.low, values[q]);
    range.high = std::max(range.high, values[q]);
  }
  return range;
}

std::vector<ValueRange> seen_ranges(const ActivationPlan& plan, const TensorStatistics& s,
                                    const Tensor& tensor) {
  std::vector<ValueRange> ranges(s.mean.size());
  const auto values = stretched_values(plan, s, tensor);
  for (std::size_t c = 0; c < ranges.size(); ++c) {
    const double peak = kLargestStretch * s.max_abs[c];
    ranges[c] =
        s.histogram.empty()
            ? ValueRange{std::max(plan.low, -peak), std::min(plan.high, peak)}
            : seen_range(std::span(s.histogram).subspan(c * kStoredValues, kStoredValues), values);
  }
  return ranges;
}

// Raises the upper ends to what the layer's sums are likely to reach: kDeviations standard
// deviations of a sum of independent inputs, and no more than its inputs' ranges let it; a
// depthwise layer, whose inputs are neighbours and go together, a share of what these ranges let
// it.
void add_likely(const Draft& draft, const Layer& layer, const Statistics& statistics,
                const ChannelRanges& ranges, std::vector<ValueRange>& of) {
  const auto x = ranges.find(layer.input);
  if (x == ranges.end()) return;
  const TensorStatistics& s = statistics.at(layer.input);
  const double end = draft.at(layer.output).high;
  for (std::int64_t r = 0; r < layer.rows; ++r) {
    const auto row = static_cast<std::size_t>(r);
    double mean = layer.bias[row];
    double variance = 0;
    double bound = layer.bias[row];
    for (std::int64_t k = 0; k < layer.cols; ++k) {
      const auto c = static_cast<std::size_t>(layer.input_channel(r, k));
      const double w = layer.weight(r, k);
      mean += w * s.mean[c];
      variance += w * w * s.variance[c];
      bound += std::max(w * x->second[c].low, w * x->second[c].high);
    }
    const double likely = layer.kind == OpKind::depthwise_conv2d
                              ? kDepthwiseShare * bound
                              : std::min(bound, mean + kDeviations * std::sqrt(variance));
    of[row].high = std::max(of[row].high, std::min(end, likely));
  }
}

}  // namespace

ChannelRanges channel_ranges(const Draft& draft, const Statistics& statistics) {
  ChannelRanges ranges;
  const auto add = [&](TensorId id) {
    const auto s = statistics.find(id);
    if (s == statistics.end()) return;
    auto& of = ranges[id] = seen_ranges(draft.at(id), s->second, draft.source.tensor(id));
    const auto layer = draft.layers.find(id);
    if (layer != draft.layers.end() && draft.at(id).low == 0)
      add_likely(draft, layer->second, statistics, ranges, of);
  };
  for (const TensorId id : draft.source.inputs) add(id);
  for (const Node& node : draft.source.nodes) {
    for (const TensorId id : node.outputs) add(id);
  }
  return ranges;
}

ExpectedValues expected_values(const Draft& draft, TensorId id, const TensorStatistics& s) {
  const ActivationPlan& plan = draft.at(id);
  ExpectedValues result;
  if (s.histogram.empty()) {
    const Stretch stretch = stretch_of(plan, s);
    result.range = {std::max(plan.low, stretch.down * s.min),
                    std::min(plan.high, stretch.up * s.max)};
    return result;
  }
  const auto values = stretched_values(plan, s, draft.source.tensor(id));
  const std::size_t channels = s.histogram.size() / kStoredValues;
  result.range = {INFINITY, -INFINITY};
  const auto counts_of = [&](std::size_t c) {
    return std::span(s.histogram).subspan(c * kStoredValues, kStoredValues);
  };
  double total = 0;
  for (std::size_t c = 0; c < channels; ++c) {
    const double gain = plan.channel_gain_at(static_cast<std::int64_t>(c));
    const ValueRange range = seen_range(counts_of(c), values);
    result.range.low = std::min(result.range.low, gain * range.low);
    result.range.high = std::max(result.range.high, gain * range.high);
    for (const auto n : counts_of(c)) total += n;
  }
  result.first = result.range.low;
  result.width = (result.range.high - result.range.low) / static_cast<double>(kBins - 1);
  result.share.assign(kBins, 0.0);
  for (std::size_t c = 0; c < channels; ++c) {
    const double gain = plan.channel_gain_at(static_cast<std::int64_t>(c));
    const auto counts = counts_of(c);
    for (std::size_t q = 0; q < kStoredValues; ++q) {
      if (counts[q] == 0) continue;
      const double at = result.width > 0 ? (gain * values[q] - result.first) / result.width : 0;
      result.share[static_cast<std::size_t>(std::llround(at))] += counts[q] / total;
    }
  }
  return result;
}

}  // namespace requant::requantize
