#include "requant/requantize/sensitivity.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>

#include "requant/base/parallel.h"
#include "requant/exec/reference/reference.h"

namespace requant::requantize {
namespace {

constexpr std::int64_t kCoarser = 12;
constexpr std::size_t kSamples = 4;

using Values = std::vector<Array>;  // by tensor; empty where not computed

// A multiple of kCoarser from the zero point, within the type.
template <typename T>
double coarsen(std::span<T> values, std::int64_t zero, double scale) {
  constexpr auto low = static_cast<std::int64_t>(std::numeric_limits<T>::min());
  constexpr auto high = static_cast<std::int64_t>(std::numeric_limits<T>::max());
  double squares = 0;
  for (T& v : values) {
    const auto old = static_cast<std::int64_t>(v);
    const std::int64_t steps =
        arith::rounding_divide(old - zero, kCoarser, arith::Rounding::half_even);
    const std::int64_t coarse = std::clamp(zero + kCoarser * steps, low, high);
    squares += static_cast<double>((coarse - old) * (coarse - old));
    v = static_cast<T>(coarse);
  }
  return squares * scale * scale;
}

double coarsen(Array& array, const Tensor& tensor) {
  const std::int64_t zero = tensor.quantization->zero_point[0];
  const double scale = tensor.quantization->scale[0];
  switch (array.type) {
    case DataType::uint8:
      return coarsen(array.as<std::uint8_t>(), zero, scale);
    case DataType::int8:
      return coarsen(array.as<std::int8_t>(), zero, scale);
    case DataType::int16:
      return coarsen(array.as<std::int16_t>(), zero, scale);
    default:
      return 0;
  }
}

class Trial {
 public:
  Trial(const Draft& draft, const Arithmetic& arithmetic)
      : graph_(draft.source), ends_(noise_ends(draft)) {
    for (const Node& node : graph_.nodes) {
      kernels_.push_back(node.kind() == OpKind::opaque
                             ? nullptr
                             : exec::reference::prepare_node(graph_, node, arithmetic));
    }
  }

  // Runs the nodes after `first` that depend on a changed tensor; all where `changed` is kNoTensor.
  void run(Values& values, TensorId changed) const {
    std::vector<bool> dirty(graph_.tensors.size(), changed == kNoTensor);
    if (changed != kNoTensor) dirty[static_cast<std::size_t>(changed)] = true;
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
      const Node& node = graph_.nodes[n];
      const bool needed = std::any_of(node.inputs.begin(), node.inputs.end(), [&](TensorId t) {
        return t != kNoTensor && dirty[static_cast<std::size_t>(t)];
      });
      if (!needed || kernels_[n] == nullptr || node.outputs[0] == changed) continue;
      run_node(node, *kernels_[n], values);
      for (const TensorId t : node.outputs) dirty[static_cast<std::size_t>(t)] = true;
    }
  }

  // Squared difference at the ends, each end's mean over its elements taken off, real units.
  double difference(const Values& a, const Values& b) const {
    double sum = 0;
    for (const TensorId id : ends_) {
      const Array& x = a[static_cast<std::size_t>(id)];
      const Array& y = b[static_cast<std::size_t>(id)];
      if (x.bytes.empty() || y.bytes.empty()) continue;
      const auto u = real_values(x, graph_.tensor(id).quantization);
      const auto v = real_values(y, graph_.tensor(id).quantization);
      double mean = 0;
      for (std::size_t i = 0; i < u.size(); ++i)
        mean += (v[i] - u[i]) / static_cast<double>(u.size());
      for (std::size_t i = 0; i < u.size(); ++i) sum += (v[i] - u[i] - mean) * (v[i] - u[i] - mean);
    }
    return sum;
  }

 private:
  void run_node(const Node& node, const exec::Kernel& kernel, Values& values) const {
    std::vector<const Array*> inputs;
    for (const TensorId t : node.inputs) {
      const bool constant = t == kNoTensor || graph_.tensor(t).is_constant();
      if (!constant && values[static_cast<std::size_t>(t)].bytes.empty()) return;
      inputs.push_back(constant ? nullptr : &values[static_cast<std::size_t>(t)]);
    }
    std::vector<Array> outputs = kernel.run(inputs);
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      values[static_cast<std::size_t>(node.outputs[o])] = std::move(outputs[o]);
    }
  }

  const Graph& graph_;
  std::vector<TensorId> ends_;
  std::vector<std::unique_ptr<exec::Kernel>> kernels_;
};

// Error energy put in and what arrives at the ends.
struct Response {
  double in = 0;
  double out = 0;
};

Response respond(const Trial& trial, const Draft& draft, Values values, TensorId id) {
  const Values base = values;
  Response r;
  r.in = coarsen(values[static_cast<std::size_t>(id)], draft.source.tensor(id));
  trial.run(values, id);
  r.out = trial.difference(base, values);
  return r;
}

}  // namespace

void measure_gains(NoiseGains& gains, const Draft& draft, const Arithmetic& arithmetic,
                   std::span<const std::vector<Array>> inputs, const ProgressSink& progress) {
  const Trial trial(draft, arithmetic);
  const std::size_t samples = std::min(kSamples, inputs.size());
  std::vector<Values> base(samples, Values(draft.source.tensors.size()));
  parallel_for(samples, [&](std::size_t s) {
    for (std::size_t k = 0; k < draft.source.inputs.size(); ++k) {
      base[s][static_cast<std::size_t>(draft.source.inputs[k])] = inputs[s][k];
    }
    trial.run(base[s], kNoTensor);
  });
  std::size_t done = 0;
  for (auto& [id, gain] : gains) {
    if (progress) progress("measuring sensitivities", ++done, gains.size());
    if (base.front()[static_cast<std::size_t>(id)].bytes.empty()) continue;
    std::vector<Response> responses(samples);
    parallel_for(samples,
                 [&](std::size_t s) { responses[s] = respond(trial, draft, base[s], id); });
    Response sum;
    for (const Response& r : responses) {
      sum.in += r.in;
      sum.out += r.out;
    }
    const double mean_gain =
        std::accumulate(gain.begin(), gain.end(), 0.0) / static_cast<double>(gain.size());
    if (sum.in <= 0 || mean_gain <= 0) continue;
    for (double& g : gain) g *= sum.out / (sum.in * mean_gain);
  }
}

}  // namespace requant::requantize
