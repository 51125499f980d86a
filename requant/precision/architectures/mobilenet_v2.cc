#include <algorithm>

#include "requant/precision/architectures/kinds.h"

namespace requant::precision {
namespace {

// A line of table 2: `blocks` inverted residuals, the first of that stride.
struct MobileStage {
  std::int64_t expansion;
  std::int64_t channels;
  int blocks;
  std::int64_t stride;
};

constexpr MobileStage kMobileStages[] = {{1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2},
                                         {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2},
                                         {6, 320, 1, 1}};
// Inputs with a smaller side keep their resolution in the stem and in the stage of 24 channels.
constexpr std::int64_t kFullReductionSide = 96;
constexpr std::int64_t kFirstReducingChannels = 24;

// Expansion by 1x1, depthwise 3x3, linear projection by 1x1; beside a shortcut where the shape
// stays.
TensorId inverted_residual(NetworkBuilder& builder, const std::string& name, TensorId x,
                           const MobileStage& stage, std::int64_t stride) {
  TensorId y = x;
  if (stage.expansion > 1) {
    y = builder.conv(name + ".expand", x, {{1, 1}, 1}, stage.expansion * builder.channels(x));
    y = builder.clamp(name + ".expand.relu6", y, Activation::relu6);
  }
  y = builder.depthwise(name + ".depthwise", y, {{3, 3}, stride});
  y = builder.clamp(name + ".depthwise.relu6", y, Activation::relu6);
  y = builder.conv(name + ".project", y, {{1, 1}, 1}, stage.channels);
  const bool same_shape = stride == 1 && builder.channels(x) == stage.channels;
  return same_shape ? builder.add(name + ".add", x, y) : y;
}

}  // namespace

TensorId mobilenet_v2(NetworkBuilder& builder) {
  const Shape input = builder.shape(builder.input());
  const bool small = std::min(input[1], input[2]) < kFullReductionSide;
  TensorId x = builder.conv("stem", builder.input(), {{3, 3}, small ? 1 : 2}, 32);
  x = builder.clamp("stem.relu6", x, Activation::relu6);
  int number = 0;
  for (const MobileStage& stage : kMobileStages) {
    ++number;
    const bool keeps = small && stage.channels == kFirstReducingChannels;
    for (int block = 0; block < stage.blocks; ++block) {
      const std::string name = "stage" + std::to_string(number) + ".block" + std::to_string(block);
      x = inverted_residual(builder, name, x, stage, block == 0 && !keeps ? stage.stride : 1);
    }
  }
  x = builder.conv("head", x, {{1, 1}, 1}, 1280);
  return builder.clamp("head.relu6", x, Activation::relu6);
}

}  // namespace requant::precision
