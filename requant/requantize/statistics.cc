#include "requant/requantize/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

#include "requant/base/parallel.h"

namespace requant::requantize {
namespace {

// Exact integer sums, so that the result does not depend on the order of the threads.
struct Sums {
  std::vector<std::int64_t> sum, square, low, high, peak;
  std::vector<std::uint32_t> histogram;
  std::int64_t min = INT64_MAX;
  std::int64_t max = INT64_MIN;
  std::int64_t samples = 0;
};

template <typename T>
void accumulate(Sums& sums, std::span<const T> values, std::int64_t zero, std::int64_t channels,
                std::int64_t low, std::int64_t high) {
  const auto range_min = static_cast<std::int64_t>(std::numeric_limits<T>::min());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t c = i % static_cast<std::size_t>(channels);
    const auto stored = static_cast<std::int64_t>(values[i]);
    const std::int64_t v = stored - zero;
    sums.sum[c] += v;
    sums.square[c] += v * v;
    sums.low[c] += stored <= low;
    sums.high[c] += stored >= high;
    sums.peak[c] = std::max(sums.peak[c], std::abs(v));
    sums.min = std::min(sums.min, v);
    sums.max = std::max(sums.max, v);
    if constexpr (sizeof(T) == 1)
      ++sums.histogram[c * 256 + static_cast<std::size_t>(stored - range_min)];
  }
  ++sums.samples;
}

Sums empty_sums(std::int64_t channels, DataType type) {
  const auto n = static_cast<std::size_t>(channels);
  Sums sums;
  for (auto* v : {&sums.sum, &sums.square, &sums.low, &sums.high, &sums.peak}) v->assign(n, 0);
  if (bit_width(type) == 8) sums.histogram.assign(n * 256, 0);
  return sums;
}

Sums sums_of(const Tensor& tensor, const ActivationPlan& plan, const Array& value) {
  const std::int64_t zero = tensor.quantization->zero_point[0];
  const std::int64_t channels = value.shape.last();
  const double scale = tensor.quantization->scale[0];
  // The stored values at the two ends of the clamp.
  const std::int64_t low = zero + std::llround(plan.low / scale);
  const std::int64_t high = zero + std::llround(plan.high / scale);
  Sums sums = empty_sums(channels, tensor.type);
  switch (tensor.type) {
    case DataType::uint8:
      accumulate(sums, value.as<std::uint8_t>(), zero, channels, low, high);
      break;
    case DataType::int8:
      accumulate(sums, value.as<std::int8_t>(), zero, channels, low, high);
      break;
    case DataType::int16:
      accumulate(sums, value.as<std::int16_t>(), zero, channels, low, high);
      break;
    default:
      break;
  }
  return sums;
}

void merge(Sums& total, const Sums& part) {
  const auto add = [](auto& a, const auto& b) {
    for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  };
  add(total.sum, part.sum);
  add(total.square, part.square);
  add(total.low, part.low);
  add(total.high, part.high);
  add(total.histogram, part.histogram);
  for (std::size_t i = 0; i < part.peak.size(); ++i)
    total.peak[i] = std::max(total.peak[i], part.peak[i]);
  total.min = std::min(total.min, part.min);
  total.max = std::max(total.max, part.max);
  total.samples += part.samples;
}

TensorStatistics finish(const Sums& sums, const Tensor& tensor) {
  const double scale = tensor.quantization->scale[0];
  const auto channels = sums.sum.size();
  TensorStatistics result;
  result.count = static_cast<double>(tensor.shape.count());
  const double n = result.count / static_cast<double>(channels) * static_cast<double>(sums.samples);
  for (std::size_t c = 0; c < channels; ++c) {
    const double mean = static_cast<double>(sums.sum[c]) / n;
    result.mean.push_back(scale * mean);
    result.variance.push_back(scale * scale *
                              std::max(0.0, static_cast<double>(sums.square[c]) / n - mean * mean));
    result.below.push_back(static_cast<double>(sums.low[c]) / n);
    result.above.push_back(static_cast<double>(sums.high[c]) / n);
    result.max_abs.push_back(scale * static_cast<double>(sums.peak[c]));
  }
  result.min = scale * static_cast<double>(sums.min);
  result.max = scale * static_cast<double>(sums.max);
  result.histogram = sums.histogram;
  return result;
}

}  // namespace

Statistics gather_statistics(const Draft& draft, const exec::Program& program,
                             std::span<const std::vector<Array>> inputs,
                             const ProgressSink& progress) {
  const Graph& graph = draft.source;
  std::map<TensorId, Sums> sums;
  std::mutex mutex;
  std::size_t done = 0;
  const exec::Observer observe = [&](TensorId id, const Array& value) {
    const auto plan = draft.plan.find(id);
    if (plan == draft.plan.end() || value.bytes.empty()) return;
    const Sums part = sums_of(graph.tensor(id), plan->second, value);
    const std::lock_guard lock(mutex);
    const auto [it, is_new] = sums.try_emplace(id, part);
    if (!is_new) merge(it->second, part);
  };
  parallel_for(inputs.size(), [&](std::size_t i) {
    for (std::size_t k = 0; k < graph.inputs.size(); ++k) observe(graph.inputs[k], inputs[i][k]);
    program.run(inputs[i], observe);
    if (!progress) return;
    const std::lock_guard lock(mutex);
    progress("running the source", ++done, inputs.size());
  });
  Statistics result;
  for (const auto& [id, s] : sums) result[id] = finish(s, graph.tensor(id));
  return result;
}

}  // namespace requant::requantize
