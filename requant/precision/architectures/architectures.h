// Built-in networks to train, of floating point.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "requant/graph/graph.h"

namespace requant::precision {

// resnet8, resnet20, resnet56, mobilenetv2, dscnn.
std::vector<std::string> architecture_names();

// The network of that name for images of shape `input` (NHWC, batch 1), with random weights:
// normal, of variance 2 / fan-in (He et al., arXiv 1502.01852), 1 / fan-in for the classifier;
// batch normalization that changes nothing. Its output are logits, [1, classes]. Made of conv2d and
// depthwise_conv2d without bias, each with a batch_norm, relu or relu6, add, mean over height and
// width, and a fully_connected with bias. The same for the same arguments. Throws Error for other
// names, shapes and fewer than two classes.
Graph float_network(const std::string& name, const Shape& input, std::int64_t classes,
                    std::uint64_t seed);

}  // namespace requant::precision
