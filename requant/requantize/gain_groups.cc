#include "requant/requantize/gain_groups.h"

#include <algorithm>

namespace requant::requantize {
namespace {

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
  Groups(const Draft& draft, DepthwiseGains depthwise) : draft_(draft), depthwise_(depthwise) {
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
        const bool takes = has_weights(node.kind()) && (depthwise_ == DepthwiseGains::allowed ||
                                                        node.kind() != OpKind::depthwise_conv2d);
        group.possible = group.possible && (takes || hands_gain_on(node));
        if (node.kind() == OpKind::add) {
          for (const TensorId x : node.inputs)
            group.possible = group.possible && draft_.plan.contains(x);
        }
      }
    }
  }

  const Draft& draft_;
  DepthwiseGains depthwise_;
  std::map<TensorId, TensorId> root_;
  std::map<TensorId, GainGroup> groups_;
};

}  // namespace

std::vector<GainGroup> gain_groups(const Draft& draft, DepthwiseGains depthwise) {
  std::vector<GainGroup> result;
  const Groups groups(draft, depthwise);
  for (const auto& [root, group] : groups.groups()) result.push_back(group);
  return result;
}

bool never_clamped(const Draft& draft, const GainGroup& group, const ChannelRanges& ranges,
                   std::size_t channel) {
  constexpr double kClampMargin = 1.25;
  return std::all_of(group.tensors.begin(), group.tensors.end(), [&](TensorId id) {
    const ActivationPlan& plan = draft.at(id);
    const auto of = ranges.find(id);
    if (!plan.clamps_high || of == ranges.end()) return true;
    return kClampMargin * of->second[channel].high < plan.high;
  });
}

}  // namespace requant::requantize
