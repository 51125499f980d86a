// A conversion as a model that can be written.
#pragma once

#include <string>
#include <vector>

#include "requant/requantize/convert.h"
#include "requant/requantize/pins.h"

namespace requant::requantize {

// The converted graph with its ends as pinned, what the source's file keeps besides, and metadata:
// requant.target (YAML), requant.gains, requant.input, and requant.source (one sentence with
// `source_name`, a file name without its folder).
Model make_result(const Model& source, const std::string& source_name, const Conversion& conversion,
                  const Target& target, const std::vector<Pin>& pins);

// Throws Error, naming the first of them, where nodes of the graph compute in floating point other
// than to convert to and from integers at its ends; only integer models can be re-quantized.
void check_is_integer(const Graph& graph, const std::string& file);

}  // namespace requant::requantize
