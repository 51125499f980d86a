// From the content of a TFLite file to a model.
#pragma once

#include <span>
#include <string>

#include "requant/graph/graph.h"

namespace requant::formats::tflite {

// The main subgraph as a graph: tensors have the ids of the file, attributes that the file holds in
// constant tensors are in the ops, operators that no op can express are Opaque. `subject` names the
// file in messages. The content is aligned to 8 bytes. Throws Error that lists all problems.
Model read(std::span<const std::byte> content, const std::string& subject);

}  // namespace requant::formats::tflite
