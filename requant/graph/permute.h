// Dimensions in another order.
#pragma once

#include <span>

#include "requant/graph/tensor.h"

namespace requant {

// Dimension i of the result is dimension order[i] of the array; `order` names each of them once.
Array permuted(const Array& array, std::span<const int> order);

// An NCHW array as NHWC. Rank 4.
Array channels_last(const Array& nchw);

}  // namespace requant
