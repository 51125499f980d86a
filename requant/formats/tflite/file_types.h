// Tensor::bits as TensorFlow Lite, which has no such thing, can express them.
#pragma once

#include "requant/graph/graph.h"

namespace requant::formats::tflite {

// The graph as a file has it: weights of up to 4 bits are int4, activations int8. The zero point of
// an activation of fewer bits is raised so that its greatest value is 127: the saturation that
// every operator has anyhow is its upper bound, and the activation function of a layer, or what it
// reads, its lower one. Where neither is, and for graph inputs and outputs and what is averaged,
// whose stored values matter, a MAXIMUM and a MINIMUM follow.
Graph in_file_types(const Graph& graph);

}  // namespace requant::formats::tflite
