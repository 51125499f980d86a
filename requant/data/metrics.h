// Figures that compare outputs with labels and with each other.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace requant::data {

// The index of the first greatest value.
std::int64_t arg_max(std::span<const double> values);
// Whether `label` is among the k greatest values; of equal values the lower index is first.
bool in_top_k(std::span<const double> values, std::int64_t label, int k);

// The logarithms of the softmax of the values.
std::vector<double> log_softmax(std::span<const double> logits);
// The Kullback-Leibler divergence in nats from the softmax of `wanted` to that of `logits`.
double divergence(std::span<const double> wanted, std::span<const double> logits);

// Signal to quantization noise ratio over many pairs, in dB: 10 log10(sum signal^2 / sum (signal -
// value)^2).
class Sqnr {
 public:
  void add(std::span<const double> signal, std::span<const double> value);
  // As add, with the mean of each argument taken off first (logits, which a constant shift leaves
  // equal).
  void add_centred(std::span<const double> signal, std::span<const double> value);
  // What another one has added.
  void add(const Sqnr& other);
  // +infinity where there is no noise; NaN where there is no signal.
  double db() const;

 private:
  double signal_ = 0;
  double noise_ = 0;
};

// What is added to a label: 1 for a model of 1001 outputs (whose class 0 is a background class) on
// data of at most 1000 classes, else 0. `label_count` is the greatest label plus 1.
std::int64_t label_offset(std::int64_t classes, std::int64_t label_count);

}  // namespace requant::data
