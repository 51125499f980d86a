// From a network and an assignment to the integer graph that is deployed.
#pragma once

#include "requant/precision/network.h"

namespace requant::precision {

// The network in integers: int8 tensors, of which layers of fewer bits use the low ones
// (Tensor::bits); batch normalization in per-channel weight scales and int32 biases (nearest, ties
// to even); streams and the output at 8 bits. Throws Error as `check`.
Model lower(const Network& network, const PrecisionAssignment& assignment);

}  // namespace requant::precision
