#include "requant/requantize/scale_cost.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace requant::requantize {
namespace {

constexpr double kLargestStretch = 1.8;
// Correcting the rounding for the layer's output leaves about this share of the error of nearest
// rounding.
constexpr double kCorrected = 0.5;
// Weights that a table looks at; larger layers are sampled.
constexpr std::size_t kSampledWeights = 40000;

double elements(const Draft& draft, TensorId id) {
  return static_cast<double>(draft.source.tensor(id).shape.count());
}

// Mean noise gain of the channels, errors counted in the plan's units.
double average(const std::vector<double>& gain, const ActivationPlan& plan) {
  double sum = 0;
  for (std::size_t c = 0; c < gain.size(); ++c) {
    const double g = plan.channel_gain_at(static_cast<std::int64_t>(c));
    sum += gain[c] / (g * g);
  }
  return gain.empty() ? 0 : sum / static_cast<double>(gain.size());
}

// How far real data may go beyond the statistics: to the end of the source's range, which was found
// on real data.
double stretch(double end, double seen) {
  return seen > 0 ? std::clamp(end / seen, 1.0, kLargestStretch) : 1.0;
}

// Mean squared distance to [low, high] of the tensor's values, stretched within the clamp.
double clip_noise(const Draft& draft, TensorId id, const TensorStatistics& s, double low,
                  double high) {
  const Tensor& tensor = draft.source.tensor(id);
  const ActivationPlan& plan = draft.at(id);
  const double scale = tensor.quantization->scale[0];
  const auto zero = tensor.quantization->zero_point[0];
  const auto first = integer_type(tensor.type).min();
  const double up = stretch(plan.high, s.max);
  const double down = stretch(-plan.low, -s.min);
  double noise = 0;
  for (std::size_t q = 0; q < s.histogram.size(); ++q) {
    if (s.histogram[q] == 0) continue;
    const double seen = scale * static_cast<double>(static_cast<std::int64_t>(q) + first - zero);
    const double value = std::clamp(seen * (seen > 0 ? up : down), plan.low, plan.high);
    const double beyond = value < low ? low - value : std::max(0.0, value - high);
    noise += s.histogram[q] * beyond * beyond;
  }
  return noise;
}

struct WeightSample {
  double value;
  double importance;
  std::size_t row;
};

std::vector<WeightSample> sample_weights(const Draft& draft, const Layer& layer,
                                         const Statistics& statistics, const NoiseGains& gains) {
  const TensorStatistics& x = statistics.at(layer.input);
  const TensorStatistics& y = statistics.at(layer.output);
  const std::vector<double>& gain = gains.at(layer.output);
  const double per_channel = elements(draft, layer.output) / static_cast<double>(layer.rows);
  const std::size_t stride = std::max<std::size_t>(1, layer.weights.size() / kSampledWeights) | 1U;
  std::vector<WeightSample> result;
  for (std::size_t i = 0; i < layer.weights.size(); i += stride) {
    const auto row = static_cast<std::int64_t>(i) / layer.cols;
    const auto r = static_cast<std::size_t>(row);
    const auto c = static_cast<std::size_t>(
                       layer.input_channel(row, static_cast<std::int64_t>(i) % layer.cols)) %
                   x.variance.size();
    const double x_gain = draft.at(layer.input).channel_gain_at(static_cast<std::int64_t>(c));
    const double y_gain = draft.at(layer.output).channel_gain_at(row);
    const double passes = 1 - (draft.at(layer.output).clamps_low ? y.below[r] : 0);
    result.push_back({layer.weights[i] * y_gain / x_gain,
                      static_cast<double>(stride) * per_channel * gain[r] / (y_gain * y_gain) *
                          passes * x.variance[c] * x_gain * x_gain,
                      r});
  }
  return result;
}

// Squared error of the samples of one row (or of all) at a step.
double rounding_error(std::span<const WeightSample> samples, double step, double levels) {
  double cost = 0;
  for (const WeightSample& w : samples) {
    const double q = std::clamp(std::nearbyint(w.value / step), -levels, levels);
    const double error = w.value - q * step;
    cost += w.importance * error * error;
  }
  return kCorrected * cost;
}

// The best of the steps 2^(phase + n) for the samples.
double best_octave(std::span<const WeightSample> samples, double phase, double levels) {
  double largest = 0;
  for (const WeightSample& w : samples) largest = std::max(largest, std::abs(w.value));
  if (largest == 0) return 0;
  const double top = std::ceil(std::log2(largest / levels) - phase);
  double best = std::numeric_limits<double>::infinity();
  for (double n = top; n > top - 3; --n) {
    best = std::min(best, rounding_error(samples, std::exp2(phase + n), levels));
  }
  return best;
}

}  // namespace

double activation_cost(const Draft& draft, TensorId id, const TensorStatistics& statistics,
                       const std::vector<double>& gain, double step) {
  const ActivationPlan& plan = draft.at(id);
  const auto range = integer_type(plan.type);
  const double levels = static_cast<double>(range.max() - range.min());
  // The part of the grid around real zero: all of it where an offset or a free zero point can move
  // it, else what lies on each side of the zero point.
  double low = -step * static_cast<double>(plan.zero_point - range.min());
  double high = step * static_cast<double>(range.max() - plan.zero_point);
  if (plan.offset != 0 || plan.zero_point != range.min()) {
    if (plan.low == 0 && plan.offset != 0) {
      low = 0;
      high = step * levels;
    } else if (plan.offset != 0) {
      const double middle =
          (std::max(plan.low, stretch(-plan.low, -statistics.min) * statistics.min) +
           std::min(plan.high, stretch(plan.high, statistics.max) * statistics.max)) /
              2 +
          plan.displaced;
      low = middle - step * levels / 2;
      high = middle + step * levels / 2;
    }
  }
  const double noise = step * step / 12 + clip_noise(draft, id, statistics, low, high);
  return average(gain, plan) * elements(draft, id) * noise;
}

std::vector<double> weight_cost_table(const Draft& draft, const Layer& layer,
                                      const Statistics& statistics, const NoiseGains& gains,
                                      Granularity granularity, double levels, int resolution) {
  const auto samples = sample_weights(draft, layer, statistics, gains);
  std::vector<double> table(static_cast<std::size_t>(resolution), 0.0);
  for (int i = 0; i < resolution; ++i) {
    const double phase = static_cast<double>(i) / resolution;
    auto& cost = table[static_cast<std::size_t>(i)];
    if (granularity == Granularity::per_tensor) {
      cost = best_octave(samples, phase, levels);
      continue;
    }
    for (auto first = samples.begin(); first != samples.end();) {
      const auto last =
          std::find_if(first, samples.end(), [&](const auto& w) { return w.row != first->row; });
      cost += best_octave({first, last}, phase, levels);
      first = last;
    }
  }
  return table;
}

}  // namespace requant::requantize
