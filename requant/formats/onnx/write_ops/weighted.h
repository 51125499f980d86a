// What convolutions and fully connected layers write alike.
#pragma once

#include <optional>

#include "requant/formats/onnx/node_writer.h"

namespace requant::formats::onnx {

// Whether operators on grids take these values: the form asks for them, data and output are of the
// same type of 8 bits, weights too or data is uint8, and a bias is int32.
bool has_weighted_grid_operator(const NodeWriter& out, const FileValue& x, const FileValue& weights,
                                const std::optional<FileValue>& bias);

// The bias of a node, nothing where it has none: int32 with scale s_x * s_w where the data is
// quantized; float32 where that is too narrow.
std::optional<FileValue> bias_of(NodeWriter& out, const FileValue& x, const FileValue& weights);

// A convolution whose weights lie in the graph such that `permutation` makes them OIHW.
void write_convolution(NodeWriter& out, const Window& window, std::int64_t groups,
                       const Permutation& permutation, Activation activation);

}  // namespace requant::formats::onnx
