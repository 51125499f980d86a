#include "requant/precision/architectures/kinds.h"

namespace requant::precision {

TensorId depthwise_separable_network(NetworkBuilder& builder) {
  constexpr std::int64_t kChannels = 64;
  TensorId x = builder.conv("stem", builder.input(), {{10, 4}, 2}, kChannels);
  x = builder.clamp("stem.relu", x, Activation::relu);
  for (int block = 0; block < 4; ++block) {
    const std::string name = "block" + std::to_string(block);
    x = builder.depthwise(name + ".depthwise", x, {});
    x = builder.clamp(name + ".depthwise.relu", x, Activation::relu);
    x = builder.conv(name + ".pointwise", x, {{1, 1}, 1}, kChannels);
    x = builder.clamp(name + ".pointwise.relu", x, Activation::relu);
  }
  return x;
}

}  // namespace requant::precision
