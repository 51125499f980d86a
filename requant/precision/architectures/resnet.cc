#include "requant/precision/architectures/kinds.h"

namespace requant::precision {
namespace {

// Two convolutions of 3x3 beside a shortcut.
TensorId residual_block(NetworkBuilder& builder, const std::string& name, TensorId x,
                        std::int64_t channels, std::int64_t stride) {
  TensorId y = builder.conv(name + ".conv1", x, {{3, 3}, stride}, channels);
  y = builder.clamp(name + ".relu1", y, Activation::relu);
  y = builder.conv(name + ".conv2", y, {}, channels);
  const bool same_shape = stride == 1 && builder.channels(x) == channels;
  const TensorId shortcut =
      same_shape ? x : builder.conv(name + ".shortcut", x, {{1, 1}, stride}, channels);
  return builder.clamp(name + ".relu2", builder.add(name + ".add", y, shortcut), Activation::relu);
}

}  // namespace

TensorId residual_network(NetworkBuilder& builder, int blocks) {
  TensorId x = builder.conv("stem", builder.input(), {}, 16);
  x = builder.clamp("stem.relu", x, Activation::relu);
  for (int stage = 1; stage <= 3; ++stage) {
    for (int block = 0; block < blocks; ++block) {
      const std::string name = "stage" + std::to_string(stage) + ".block" + std::to_string(block);
      const bool reduces = stage > 1 && block == 0;
      x = residual_block(builder, name, x, std::int64_t{8} << stage, reduces ? 2 : 1);
    }
  }
  return x;
}

}  // namespace requant::precision
