// The architectures, one function each. Users go through float_network.
#pragma once

#include "requant/precision/architectures/builder.h"

namespace requant::precision {

// The residual network for CIFAR-10 (He et al., arXiv 1512.03385, section 4.2): a convolution of 16
// channels, three stages of `blocks` blocks of 16, 32 and 64 channels, depth 6 blocks + 2.
// Shortcuts that change the shape are projections (option B: 1x1 convolution of stride 2, batch
// normalization). With one block a stage it is ResNet-8 of MLPerf Tiny (Banbury et al., arXiv
// 2106.07597), with a batch normalization on its shortcuts besides.
TensorId residual_network(NetworkBuilder& builder, int blocks);

// MobileNetV2 (Sandler et al., arXiv 1801.04381, table 2), width 1. Inputs with a side below 96 are
// not reduced by the stem and the first stage of 24 channels: of 32x32 remain 4x4.
TensorId mobilenet_v2(NetworkBuilder& builder);

// DS-CNN for keyword spotting as in MLPerf Tiny (Zhang et al., arXiv 1711.07128; Banbury et al.,
// arXiv 2106.07597): a convolution of 10x4 and stride 2, four depthwise separable convolutions of
// 64 channels.
TensorId depthwise_separable_network(NetworkBuilder& builder);

}  // namespace requant::precision
