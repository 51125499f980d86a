#include "requant/requantize/equalize.h"

#include <algorithm>
#include <cmath>

#include "requant/requantize/descent.h"
#include "requant/requantize/gain_cost.h"
#include "requant/requantize/gain_groups.h"
#include "requant/requantize/value_range.h"

namespace requant::requantize {
namespace {

constexpr int kSteps = 300;
constexpr double kTolerance = 1e-6;
constexpr double kMargin = 1.25;  // how far channels may go beyond what is expected of them
constexpr double kLargest = 64;   // of gains, and 1 / kLargest the smallest

// The share of the tensor's range that such values use.
double share_of(const ActivationPlan& plan, const ValueRange& values) {
  return std::max(plan.high > 0 ? values.high / plan.high : 0,
                  plan.low < 0 ? values.low / plan.low : 0);
}

// The largest share of the range that the channel uses in any tensor of the group.
double used_share(const Draft& draft, const GainGroup& group, const ChannelRanges& ranges,
                  std::size_t channel) {
  double used = 0;
  for (const TensorId id : group.tensors) {
    const auto of = ranges.find(id);
    if (of == ranges.end()) continue;
    used = std::max(used, share_of(draft.at(id), of->second[channel]));
  }
  return std::min(1.0, kMargin * used);
}

// Tensors that an op keeps on one grid have one span.
void join_spans(Draft& draft) {
  for (bool changed = true; changed;) {
    changed = false;
    for (const Node& node : draft.source.nodes) {
      if (!keeps_grid(node.kind()) || node.outputs.empty()) continue;
      const auto y = draft.plan.find(node.outputs[0]);
      const auto x = draft.plan.find(node.input(0));
      if (x == draft.plan.end() || y == draft.plan.end()) continue;
      const double span = std::max(x->second.span, y->second.span);
      changed = changed || x->second.span != span || y->second.span != span;
      x->second.span = y->second.span = span;
    }
  }
}

void set_span(ActivationPlan& plan, const std::vector<ValueRange>& ranges) {
  double span = 0;
  for (std::size_t c = 0; c < plan.channel_gain.size(); ++c)
    span = std::max(span, kMargin * plan.channel_gain[c] * share_of(plan, ranges[c]));
  plan.span = std::clamp(span, 1e-3, 1.0);
}

// Gains from the solution, the highest that no channel leaves the range with; 1 for channels that
// are clamped (`common`).
std::vector<double> bounded(const Draft& draft, const GainGroup& group, const ChannelRanges& ranges,
                            const std::vector<Eigen::Index>& of, Eigen::Index common,
                            const Eigen::VectorXd& theta) {
  const bool any_clamped = std::find(of.begin(), of.end(), common) != of.end();
  std::vector<double> used(of.size());
  double level = any_clamped ? theta(common) : -INFINITY;
  for (std::size_t c = 0; c < of.size(); ++c) {
    used[c] = std::max(used_share(draft, group, ranges, c), 1 / kLargest);
    if (!any_clamped) level = std::max(level, theta(of[c]) + std::log(used[c]));
  }
  std::vector<double> gain(of.size(), 1.0);
  for (std::size_t c = 0; c < of.size(); ++c) {
    if (of[c] == common) continue;
    gain[c] = std::clamp(std::exp(theta(of[c]) - level), 1 / kLargest, 1 / used[c]);
  }
  return gain;
}

}  // namespace

void equalize(Draft& draft, const Target& target, const Statistics& statistics,
              const NoiseGains& gains) {
  const ChannelRanges ranges = channel_ranges(draft, statistics);
  // With scales that are not free a clamp takes an op of its own anyway.
  const bool own = target.scale_form != ScaleForm::free && target.ops.contains(OpKind::minimum);
  const ClampedGains clamped = own ? ClampedGains::own : ClampedGains::common;
  const auto groups = gain_groups(draft, DepthwiseGains::allowed);
  const GainVariables variables = gain_variables(draft, groups, ranges, clamped);
  if (variables.count == 0) return;
  const NoiseGains relative = relative_gains(draft, statistics, gains);
  const GainCost cost(draft, statistics, ranges, relative, variables);
  const Eigen::VectorXd theta =
      minimise([&](const Eigen::VectorXd& x, Eigen::VectorXd& g) { return cost(x, g); },
               Eigen::VectorXd::Zero(variables.count), kSteps, kTolerance);
  for (const GainGroup& group : groups) {
    const auto of = variables.of.find(group.tensors.front());
    if (of == variables.of.end()) continue;
    const auto gain = bounded(draft, group, ranges, of->second,
                              variables.common.at(group.tensors.front()), theta);
    std::vector<bool> unclamped(gain.size());
    for (std::size_t c = 0; c < gain.size(); ++c)
      unclamped[c] = never_clamped(draft, group, ranges, c);
    for (const TensorId id : group.tensors) {
      draft.at(id).channel_gain = gain;
      draft.at(id).unclamped = unclamped;
      if (const auto r = ranges.find(id); r != ranges.end()) set_span(draft.at(id), r->second);
    }
  }
  join_spans(draft);
}

}  // namespace requant::requantize
