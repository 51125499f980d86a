#include "requant/requantize/scale_cost.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace requant::requantize {
namespace {

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

ActivationCost::ActivationCost(const Draft& draft, TensorId id, const TensorStatistics& statistics,
                               const std::vector<double>& gain)
    : plan_(draft.at(id)),
      values_(expected_values(draft, id, statistics)),
      weight_(average(gain, plan_) * elements(draft, id)) {}

ValueRange ActivationCost::covered(double step) const {
  const auto range = integer_type(plan_.type);
  const double levels = static_cast<double>(range.max() - range.min());
  // All of the grid where an offset or a free zero point can move it, else what lies on each side
  // of the zero point.
  if (plan_.offset == 0) {
    return {-step * static_cast<double>(plan_.zero_point - range.min()),
            step * static_cast<double>(range.max() - plan_.zero_point)};
  }
  if (plan_.low == 0) return {0, step * levels};
  const double middle = (values_.range.low + values_.range.high) / 2 + plan_.displaced;
  return {middle - step * levels / 2, middle + step * levels / 2};
}

double ActivationCost::clip_noise(const ValueRange& range) const {
  double noise = 0;
  for (std::size_t i = 0; i < values_.share.size(); ++i) {
    const double value = values_.first + static_cast<double>(i) * values_.width;
    const double beyond = value < range.low ? range.low - value : std::max(0.0, value - range.high);
    noise += values_.share[i] * beyond * beyond;
  }
  return noise;
}

double ActivationCost::operator()(double step) const {
  return weight_ * (step * step / 12 + clip_noise(covered(step)));
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
