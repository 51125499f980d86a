#include "requant/requantize/ties.h"

#include <cmath>
#include <numeric>

#include "requant/requantize/offsets.h"

namespace requant::requantize {
namespace {

class UnionFind {
 public:
  explicit UnionFind(std::size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), 0); }
  std::size_t find(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) { parent_[find(a)] = find(b); }

 private:
  std::vector<std::size_t> parent_;
};

double fraction(double value) { return value - std::floor(value); }

bool is_nonlinear(OpKind kind) {
  switch (kind) {
    case OpKind::softmax:
    case OpKind::logistic:
    case OpKind::tanh:
    case OpKind::hard_swish:
    case OpKind::leaky_relu:
    case OpKind::mul:
    case OpKind::opaque:
      return true;
    default:
      return false;
  }
}

// The tensors that the node reads or writes and that have a plan.
std::vector<TensorId> planned(const Draft& draft, const Node& node) {
  std::vector<TensorId> result;
  for (const auto* ids : {&node.inputs, &node.outputs}) {
    for (const TensorId t : *ids) {
      if (draft.plan.contains(t)) result.push_back(t);
    }
  }
  return result;
}

class Finder {
 public:
  Finder(const Draft& draft, const Target& target)
      : draft_(draft),
        absolute_(target.scale_form == ScaleForm::absolute_power_of_two),
        grids_(draft.source.tensors.size()),
        groups_(draft.source.tensors.size()) {}

  Ties run() {
    for (const Node& node : draft_.source.nodes) join(node);
    collect();
    for (const auto& [id, plan] : draft_.plan) pin(id, plan);
    return ties_;
  }

 private:
  void join(const Node& node) {
    if (has_weights(node.kind())) return;
    const auto ids = planned(draft_, node);
    if (is_nonlinear(node.kind())) return;
    const bool one_grid =
        keeps_grid(node.kind()) ||
        (hands_offset_on(draft_, node) && !ids.empty() && draft_.at(ids[0]).offset != 0);
    for (std::size_t i = 1; i < ids.size(); ++i) {
      const auto a = static_cast<std::size_t>(ids[0]);
      const auto b = static_cast<std::size_t>(ids[i]);
      if (one_grid) grids_.join(a, b);
      groups_.join(a, b);
    }
  }

  void collect() {
    std::map<std::size_t, int> class_index;
    std::map<std::size_t, int> group_index;
    for (const auto& [id, plan] : draft_.plan) {
      const auto t = static_cast<std::size_t>(id);
      const auto [g, new_group] =
          group_index.try_emplace(groups_.find(t), static_cast<int>(ties_.groups.size()));
      if (new_group) ties_.groups.emplace_back();
      const auto [c, new_class] =
          class_index.try_emplace(grids_.find(t), static_cast<int>(ties_.classes.size()));
      if (new_class) {
        ties_.classes.push_back({{}, g->second});
        ties_.groups[static_cast<std::size_t>(g->second)].classes.push_back(c->second);
      }
      ties_.classes[static_cast<std::size_t>(c->second)].tensors.push_back(id);
      ties_.class_of[id] = c->second;
    }
  }

  // Nonlinear ops, and those between integers and floating point, see real values.
  bool is_real(const Node& node) const {
    const bool meets_float = node.kind() == OpKind::quantize || node.kind() == OpKind::dequantize;
    return is_nonlinear(node.kind()) || (meets_float && planned(draft_, node).size() < 2);
  }

  // Ends of the graph see real values, too: no gain there. With absolute scales the step itself is
  // then a power of two. What enters the graph keeps its stored values.
  void pin(TensorId id, const ActivationPlan& plan) {
    auto& mantissa = ties_.groups[static_cast<std::size_t>(ties_.group_of(id))].mantissa;
    const Graph& graph = draft_.source;
    if (plan.fixed || graph.is_input(id)) {
      mantissa = fraction(std::log2(plan.source_step()));
      return;
    }
    if (mantissa) return;
    const NodeId producer = graph.producer(id);
    bool real = graph.is_output(id) || (producer >= 0 && is_real(graph.node(producer)));
    bool product = producer >= 0 && graph.node(producer).kind() == OpKind::mul;
    for (const NodeId c : graph.consumers(id)) {
      real = real || is_real(graph.node(c));
      product = product || graph.node(c).kind() == OpKind::mul;
    }
    if ((real && absolute_) || product) mantissa = 0.0;
  }

  const Draft& draft_;
  bool absolute_;
  UnionFind grids_;
  UnionFind groups_;
  Ties ties_;
};

}  // namespace

Ties find_ties(const Draft& draft, const Target& target) { return Finder(draft, target).run(); }

}  // namespace requant::requantize
