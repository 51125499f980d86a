// What ops that drop dimensions write alike.
#pragma once

#include "requant/formats/onnx/node_writer.h"

namespace requant::formats::onnx {

// Input 0 in an order in which it keeps the rest of its dimensions in the graph's order when the
// `dropped` ones (of the graph) are gone: as it lies in the file, where that will do.
FileValue without_axes(NodeWriter& out, const std::vector<std::int64_t>& dropped);

}  // namespace requant::formats::onnx
