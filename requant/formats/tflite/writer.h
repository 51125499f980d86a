// From a model to the content of a TFLite file.
#pragma once

#include "requant/graph/graph.h"

namespace requant::formats::tflite {

// A model that was read from TFLite keeps all of its file that the graph does not change: a graph
// as it was read gives the same tables again. Buffers are aligned to 16 bytes. Throws Error on a
// graph that does not verify or that the format cannot express.
Bytes write(const Model& model);

}  // namespace requant::formats::tflite
