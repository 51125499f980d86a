#include "requant/data/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace requant::data {
namespace {

double mean(std::span<const double> values) {
  if (values.empty()) return 0;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

std::int64_t arg_max(std::span<const double> values) {
  return std::max_element(values.begin(), values.end()) - values.begin();
}

bool in_top_k(std::span<const double> values, std::int64_t label, int k) {
  if (label < 0 || label >= static_cast<std::int64_t>(values.size())) return false;
  const auto index = static_cast<std::size_t>(label);
  int before = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] > values[index] || (values[i] == values[index] && i < index)) ++before;
  }
  return before < k;
}

std::vector<double> log_softmax(std::span<const double> logits) {
  const double greatest = logits.empty() ? 0 : *std::ranges::max_element(logits);
  double sum = 0;
  for (const double value : logits) sum += std::exp(value - greatest);
  std::vector<double> logs;
  for (const double value : logits) logs.push_back(value - greatest - std::log(sum));
  return logs;
}

double divergence(std::span<const double> wanted, std::span<const double> logits) {
  const std::vector<double> wanted_logs = log_softmax(wanted);
  const std::vector<double> logs = log_softmax(logits);
  double sum = 0;
  for (std::size_t i = 0; i < logs.size(); ++i) {
    sum += std::exp(wanted_logs[i]) * (wanted_logs[i] - logs[i]);
  }
  return sum;
}

void Sqnr::add(std::span<const double> signal, std::span<const double> value) {
  for (std::size_t i = 0; i < signal.size(); ++i) {
    const double difference = signal[i] - value[i];
    signal_ += signal[i] * signal[i];
    noise_ += difference * difference;
  }
}

void Sqnr::add_centred(std::span<const double> signal, std::span<const double> value) {
  const double signal_mean = mean(signal);
  const double value_mean = mean(value);
  for (std::size_t i = 0; i < signal.size(); ++i) {
    const double s = signal[i] - signal_mean;
    const double difference = s - (value[i] - value_mean);
    signal_ += s * s;
    noise_ += difference * difference;
  }
}

void Sqnr::add(const Sqnr& other) {
  signal_ += other.signal_;
  noise_ += other.noise_;
}

double Sqnr::db() const {
  if (signal_ == 0) return std::numeric_limits<double>::quiet_NaN();
  if (noise_ == 0) return std::numeric_limits<double>::infinity();
  return 10.0 * std::log10(signal_ / noise_);
}

std::int64_t label_offset(std::int64_t classes, std::int64_t label_count) {
  return classes == 1001 && label_count <= 1000 ? 1 : 0;
}

}  // namespace requant::data
