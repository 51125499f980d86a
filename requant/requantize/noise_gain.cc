#include "requant/requantize/noise_gain.h"

#include <algorithm>
#include <cmath>

namespace requant::requantize {
namespace {

using Gain = std::vector<double>;

void add_to(Gain& to, const Gain& from, double factor) {
  for (std::size_t c = 0; c < to.size(); ++c)
    to[c] += factor * from[from.size() == to.size() ? c : 0];
}

// The gain before the clamp of the tensor: what reaches an end does not pass.
Gain before_clamp(const Gain& gain, const TensorStatistics& s, const ActivationPlan& plan) {
  Gain result = gain;
  for (std::size_t c = 0; c < result.size(); ++c) {
    const double stopped = (plan.clamps_low ? s.below[c] : 0) + (plan.clamps_high ? s.above[c] : 0);
    result[c] *= std::max(0.0, 1 - stopped);
  }
  return result;
}

void through_layer(const Graph& graph, const Layer& layer, const Gain& out, Gain& in) {
  // Every output element reads each of its row's weights once: shared out over the input elements.
  const double share =
      elements_per_channel(graph, layer.output) / elements_per_channel(graph, layer.input);
  for (std::int64_t r = 0; r < layer.rows; ++r) {
    for (std::int64_t k = 0; k < layer.cols; ++k) {
      const double w = layer.weight(r, k);
      in[static_cast<std::size_t>(layer.input_channel(r, k) %
                                  static_cast<std::int64_t>(in.size()))] +=
          share * w * w * out[static_cast<std::size_t>(r)];
    }
  }
}

// Ops that average n input elements into one: n elements of gain g / n^2 each.
void through_average(const Graph& graph, TensorId x, TensorId y, const Gain& out, Gain& in) {
  const double n = static_cast<double>(graph.tensor(x).shape.count()) /
                   static_cast<double>(graph.tensor(y).shape.count());
  add_to(in, out, 1 / (n * n));
}

double mean_square(const TensorStatistics& s) {
  double sum = 0;
  for (std::size_t c = 0; c < s.mean.size(); ++c) sum += s.variance[c] + s.mean[c] * s.mean[c];
  return sum / static_cast<double>(s.mean.size());
}

class Propagation {
 public:
  Propagation(const Draft& draft, const Statistics& statistics)
      : draft_(draft), graph_(draft.source), statistics_(statistics) {
    for (const auto& [id, plan] : draft.plan) {
      gains_[id].assign(static_cast<std::size_t>(channel_count(graph_.tensor(id))), 0.0);
    }
  }

  NoiseGains run(const std::vector<TensorId>& ends) {
    for (const TensorId id : ends) {
      if (gains_.contains(id)) add_to(gains_[id], {1.0}, 1);
    }
    for (auto node = graph_.nodes.rbegin(); node != graph_.nodes.rend(); ++node) {
      for (const TensorId y : node->outputs) {
        if (gains_.contains(y) && statistics_.contains(y)) step(*node, y);
      }
    }
    return gains_;
  }

 private:
  void step(const Node& node, TensorId y) {
    const Gain out = before_clamp(gains_[y], statistics_.at(y), draft_.at(y));
    if (const auto layer = draft_.layers.find(y); layer != draft_.layers.end()) {
      if (gains_.contains(layer->second.input))
        through_layer(graph_, layer->second, out, gains_[layer->second.input]);
      return;
    }
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      const TensorId x = node.inputs[i];
      if (x == kNoTensor || !gains_.contains(x)) continue;
      through_input(node, i, x, y, out);
    }
  }

  void through_input(const Node& node, std::size_t i, TensorId x, TensorId y, const Gain& out) {
    Gain& in = gains_[x];
    const double ratio = elements_per_channel(graph_, y) / elements_per_channel(graph_, x);
    switch (node.kind()) {
      case OpKind::average_pool2d:
      case OpKind::mean:
        through_average(graph_, x, y, out, in);
        return;
      case OpKind::mul: {
        const TensorId other = node.inputs[1 - i];
        const auto s = statistics_.find(other);
        add_to(in, out, ratio * (s == statistics_.end() ? 1.0 : mean_square(s->second)));
        return;
      }
      case OpKind::concat: {
        double mean = 0;
        for (const double g : out) mean += g / static_cast<double>(out.size());
        add_to(in, {mean}, 1);
        return;
      }
      case OpKind::max_pool2d:
        add_to(in, out, ratio);
        return;
      case OpKind::logistic:
        add_to(in, out, 1.0 / 16);
        return;
      default:
        add_to(in, out, std::min(1.0, ratio));
        return;
    }
  }

  const Draft& draft_;
  const Graph& graph_;
  const Statistics& statistics_;
  NoiseGains gains_;
};

}  // namespace

std::vector<TensorId> noise_ends(const Draft& draft) {
  std::vector<TensorId> result = draft.source.outputs;
  bool changed = true;
  while (changed) {
    changed = false;
    for (TensorId& id : result) {
      const NodeId producer = draft.source.producer(id);
      if (producer < 0) continue;
      const Node& node = draft.source.node(producer);
      const OpKind k = node.kind();
      const bool passes = k == OpKind::softmax || k == OpKind::arg_max || k == OpKind::dequantize ||
                          (k == OpKind::quantize && draft.plan.contains(node.input(0)));
      if (!passes) continue;
      id = node.input(0);
      changed = true;
    }
  }
  for (const Node& node : draft.source.nodes) {
    if (node.kind() == OpKind::opaque)
      result.insert(result.end(), node.inputs.begin(), node.inputs.end());
  }
  return result;
}

NoiseGains noise_gains(const Draft& draft, const Statistics& statistics) {
  return Propagation(draft, statistics).run(noise_ends(draft));
}

NoiseGains relative_gains(const Draft& draft, const Statistics& statistics,
                          const NoiseGains& gains) {
  std::map<TensorId, double> energy;
  for (const auto& [id, gain] : gains) {
    const auto s = statistics.find(id);
    if (s == statistics.end()) continue;
    double& sum = energy[id];
    for (std::size_t c = 0; c < gain.size(); ++c) sum += gain[c] * s->second.variance[c];
    sum *= elements_per_channel(draft.source, id);
  }
  for (const Node& node : draft.source.nodes) {
    if (node.kind() != OpKind::add || !energy.contains(node.outputs[0])) continue;
    for (const TensorId x : node.inputs) {
      if (energy.contains(x)) energy[x] = std::max(energy[x], energy[node.outputs[0]]);
    }
  }
  NoiseGains result = gains;
  for (auto& [id, gain] : result) {
    const auto e = energy.find(id);
    if (e == energy.end() || e->second <= 0) continue;
    for (double& g : gain) g /= e->second;
  }
  return result;
}

}  // namespace requant::requantize
