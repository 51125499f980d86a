// Padding that TFLite's windows cannot state.
#pragma once

#include "requant/graph/graph.h"

namespace requant::formats::tflite {

// The graph with a pad node of its own before each convolution and max_pool2d whose window has
// explicit pads: zero, or the lowest value of the type. The results are the same, bit for bit.
Graph with_pad_nodes(const Graph& graph);

}  // namespace requant::formats::tflite
