#include "requant/requantize/equalize.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace requant::requantize {
namespace {

// Tensors that must have the same channel gains, and the layers around them.
struct GainGroup {
  std::vector<TensorId> tensors;
  std::vector<const Layer*> producers;
  bool possible = true;  // everything around the group is a layer that takes gains
};

bool hands_gain_on(const Node& node) {
  switch (node.kind()) {
    case OpKind::add:
    case OpKind::average_pool2d:
    case OpKind::max_pool2d:
    case OpKind::mean:
    case OpKind::reshape:
    case OpKind::pad:
      return true;
    default:
      return false;
  }
}

class Groups {
 public:
  explicit Groups(const Draft& draft) : draft_(draft) {
    for (const auto& [id, plan] : draft.plan) root_[id] = id;
    for (const Node& node : draft.source.nodes) {
      if (!hands_gain_on(node)) continue;
      for (const TensorId x : node.inputs) {
        if (root_.contains(x) && root_.contains(node.outputs[0]))
          root_[find(x)] = find(node.outputs[0]);
      }
    }
    for (const auto& [id, plan] : draft.plan) groups_[find(id)].tensors.push_back(id);
    for (auto& [id, group] : groups_) look_around(group);
  }

  const std::map<TensorId, GainGroup>& groups() const { return groups_; }

 private:
  TensorId find(TensorId id) const {
    while (root_.at(id) != id) id = root_.at(id);
    return id;
  }

  void look_around(GainGroup& group) const {
    const Graph& graph = draft_.source;
    const auto channels = channel_count(graph.tensor(group.tensors.front()));
    for (const TensorId id : group.tensors) {
      group.possible = group.possible && !graph.is_input(id) && !graph.is_output(id) &&
                       channel_count(graph.tensor(id)) == channels;
      const NodeId producer = graph.producer(id);
      if (const auto layer = draft_.layers.find(id); layer != draft_.layers.end()) {
        group.producers.push_back(&layer->second);
      } else if (producer < 0 || !hands_gain_on(graph.node(producer))) {
        group.possible = false;
      }
      for (const NodeId c : graph.consumers(id)) {
        const Node& node = graph.node(c);
        const bool takes = node.kind() == OpKind::conv2d || node.kind() == OpKind::fully_connected;
        group.possible = group.possible && (takes || hands_gain_on(node));
        if (node.kind() == OpKind::add) {
          for (const TensorId x : node.inputs)
            group.possible = group.possible && draft_.plan.contains(x);
        }
      }
    }
  }

  const Draft& draft_;
  std::map<TensorId, TensorId> root_;
  std::map<TensorId, GainGroup> groups_;
};

double row_peak(const Draft& draft, const Layer& layer, std::int64_t row) {
  double peak = 0;
  for (std::int64_t k = 0; k < layer.cols; ++k)
    peak = std::max(peak, std::abs(gained_weight(draft, layer, row, k)));
  return peak;
}

// Whether no tensor of the group has the channel near an end that clamps.
bool is_free(const Draft& draft, const GainGroup& group, const Statistics& statistics,
             std::size_t channel) {
  constexpr double kMargin = 1.25;
  return std::all_of(group.tensors.begin(), group.tensors.end(), [&](TensorId id) {
    const ActivationPlan& plan = draft.at(id);
    const auto s = statistics.find(id);
    if (!plan.clamps_high || s == statistics.end()) return true;
    return s->second.above[channel] == 0 && kMargin * s->second.max_abs[channel] < plan.high;
  });
}

}  // namespace

void fit_rows(Draft& draft, const Target& target, const Statistics& statistics) {
  const int bits = integer_type(target.weight.types.front()).bits;
  const double levels = std::exp2(bits - 1) - 1;
  const Groups groups(draft);
  for (const auto& [root, group] : groups.groups()) {
    if (!group.possible || group.producers.empty()) continue;
    const auto channels = static_cast<std::size_t>(channel_count(draft.source.tensor(root)));
    std::vector<double> gain(channels, 1.0);
    for (const Layer* layer : group.producers) {
      for (std::size_t c = 0; c < channels; ++c) {
        const auto row = static_cast<std::int64_t>(c);
        const double peak = row_peak(draft, *layer, row) / layer->row_scale[c];
        if (peak > levels + 0.5 && is_free(draft, group, statistics, c))
          gain[c] = std::min(gain[c], levels / peak);
      }
    }
    if (std::all_of(gain.begin(), gain.end(), [](double g) { return g == 1; })) continue;
    for (const TensorId id : group.tensors) draft.at(id).channel_gain = gain;
  }
}

}  // namespace requant::requantize
