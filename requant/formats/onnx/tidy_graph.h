// What reading leaves behind, and the graph does not need.
#pragma once

#include "requant/graph/graph.h"

namespace requant::formats::onnx {

// Fully connected layers on an image in the order of NCHW take it in the order of NHWC: their
// weights' columns are permuted instead.
void absorb_transposes(Graph& graph);
// Drops nodes whose results nothing reads and tensors that nothing uses. Graph inputs stay.
void drop_unused(Graph& graph);

// Gives every tensor a name of its own; graph outputs and inputs keep theirs.
void make_names_unique(Graph& graph);

}  // namespace requant::formats::onnx
