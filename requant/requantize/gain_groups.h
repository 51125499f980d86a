// Tensors that must have the same channel gains.
#pragma once

#include <map>
#include <vector>

#include "requant/requantize/draft.h"
#include "requant/requantize/value_range.h"

namespace requant::requantize {

// Tensors that sums, pools and the like join, and the layers that write them.
struct GainGroup {
  std::vector<TensorId> tensors;
  std::vector<const Layer*> producers;
  // Whether the group can have gains at all: it is no end of the graph, and everything around it is
  // a layer, which takes gains into its weights, or hands them on.
  bool possible = true;
};

enum class DepthwiseGains {
  allowed,
  refused
};  // whether a depthwise layer may read gained channels

// All planned tensors of the draft, each in one group.
std::vector<GainGroup> gain_groups(const Draft& draft, DepthwiseGains depthwise);

// Whether no tensor of the group has the channel near an end that clamps, so that a gain leaves the
// clamp without effect as it was.
bool never_clamped(const Draft& draft, const GainGroup& group, const ChannelRanges& ranges,
                   std::size_t channel);

}  // namespace requant::requantize
