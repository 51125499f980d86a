#include "requant/requantize/storage.h"

#include <algorithm>
#include <cmath>

#include "requant/requantize/offsets.h"

namespace requant::requantize {
namespace {

bool absorbs_offset(const Draft& draft, const Node& node) {
  switch (node.kind()) {
    case OpKind::conv2d:
    case OpKind::depthwise_conv2d:
    case OpKind::fully_connected:
    case OpKind::softmax:
      return true;
    case OpKind::add:
      return std::all_of(node.inputs.begin(), node.inputs.end(),
                         [&](TensorId x) { return draft.plan.contains(x); });
    default:
      return keeps_grid(node.kind()) || node.kind() == OpKind::mean;
  }
}

bool produces_offset(const Draft& draft, NodeId producer) {
  if (producer < 0) return true;  // a graph input: the same stored values mean shifted real ones
  const OpKind k = draft.source.node(producer).kind();
  return k != OpKind::softmax && absorbs_offset(draft, draft.source.node(producer));
}

// Everything that an offset would spread to through ops that only hand it on.
bool spreads_well(const Draft& draft, TensorId id, std::vector<TensorId>& seen) {
  if (std::find(seen.begin(), seen.end(), id) != seen.end()) return true;
  seen.push_back(id);
  const Graph& graph = draft.source;
  if (graph.is_output(id)) return false;
  const NodeId producer = graph.producer(id);
  if (!produces_offset(draft, producer)) return false;
  for (const NodeId consumer : graph.consumers(id)) {
    const Node& node = graph.node(consumer);
    if (!absorbs_offset(draft, node)) return false;
    const bool hands_on = hands_offset_on(draft, node);
    if (hands_on && !spreads_well(draft, node.outputs[0], seen)) return false;
  }
  if (producer < 0) return true;
  const Node& node = graph.node(producer);
  const bool hands_on = hands_offset_on(draft, node);
  return !hands_on || std::all_of(node.inputs.begin(), node.inputs.end(),
                                  [&](TensorId x) { return spreads_well(draft, x, seen); });
}

bool takes(const std::vector<std::int64_t>& zero_points, std::int64_t z) {
  return zero_points.empty() ||
         std::find(zero_points.begin(), zero_points.end(), z) != zero_points.end();
}

// The lowest scale whose grid around the zero point covers the clamp.
double covering_scale(const ActivationPlan& plan, arith::IntegerType range, std::int64_t zero) {
  const auto below = static_cast<double>(zero - range.min());
  const auto above = static_cast<double>(range.max() - zero);
  double scale = 0;
  if (plan.high > 0) scale = std::max(scale, plan.high / above);
  if (plan.low < 0) scale = std::max(scale, below > 0 ? -plan.low / below : INFINITY);
  return plan.span * scale;
}

void cover(ActivationPlan& plan, arith::IntegerType range,
           const std::vector<std::int64_t>& zero_points) {
  plan.offset = 0;
  plan.scale = INFINITY;
  for (const std::int64_t z : zero_points) {
    const double scale = covering_scale(plan, range, z);
    if (scale >= plan.scale) continue;
    plan.scale = scale;
    plan.zero_point = z;
  }
  if (std::isfinite(plan.scale)) return;
  // No zero point leaves room for both signs: the negative side is lost.
  plan.zero_point = *std::max_element(zero_points.begin(), zero_points.end());
  plan.scale = plan.span * std::max(plan.high, -plan.low) /
               static_cast<double>(range.max() - plan.zero_point);
}

void choose(ActivationPlan& plan, const Target& target, bool may_shift) {
  const auto& types = target.activation.types;
  const auto source_range = integer_type(plan.type);
  if (std::find(types.begin(), types.end(), plan.type) == types.end()) plan.type = types.front();
  const auto range = integer_type(plan.type);
  const auto& zero_points = target.activation.zero_points;
  if (range.bits == source_range.bits) {
    const std::int64_t effective = plan.zero_point + range.min() - source_range.min();
    if (takes(zero_points, effective)) {
      plan.zero_point = effective;
      plan.scale *= plan.span;
      return;
    }
    if (may_shift) {
      plan.zero_point = *std::max_element(zero_points.begin(), zero_points.end());
      plan.scale *= plan.span;
      plan.offset = plan.scale * static_cast<double>(effective - plan.zero_point);
      return;
    }
  }
  if (!zero_points.empty()) {
    cover(plan, range, zero_points);
  } else {
    const double width = static_cast<double>(range.max() - range.min());
    plan.scale = plan.span * (plan.high - plan.low) / width;
    plan.zero_point =
        range.saturate(range.min() + std::llround(-plan.span * plan.low / plan.scale));
  }
}

// Softmax, logistic and tanh have one output grid a type (TFLite 8-bit quantization specification).
bool has_fixed_grid(OpKind kind) {
  return kind == OpKind::softmax || kind == OpKind::logistic || kind == OpKind::tanh;
}

void fix_grid(ActivationPlan& plan, OpKind kind, const Target& target) {
  const auto& types = target.activation.types;
  if (std::find(types.begin(), types.end(), plan.type) == types.end()) plan.type = types.front();
  const auto range = integer_type(plan.type);
  const bool is_tanh = kind == OpKind::tanh;
  plan.scale = range.bits == 16 ? 1.0 / 32768 : (is_tanh ? 1.0 / 128 : 1.0 / 256);
  plan.zero_point =
      range.bits == 16 ? 0 : (is_tanh ? (range.min() + range.max() + 1) / 2 : range.min());
  plan.fixed = true;
}

}  // namespace

bool is_shiftable(const Draft& draft, TensorId id) {
  std::vector<TensorId> seen;
  return spreads_well(draft, id, seen);
}

void choose_storage(Draft& draft, const Target& target, bool fold_offsets) {
  for (const Node& node : draft.source.nodes) {
    if (!has_fixed_grid(node.kind())) continue;
    if (const auto p = draft.plan.find(node.outputs[0]); p != draft.plan.end())
      fix_grid(p->second, node.kind(), target);
  }
  for (auto& [id, plan] : draft.plan) {
    if (!plan.fixed) choose(plan, target, fold_offsets && is_shiftable(draft, id));
  }
}

}  // namespace requant::requantize
