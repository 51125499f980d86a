// Quant nodes of QONNX as they are written (the form qonnx).
#pragma once

#include "requant/formats/onnx/graph_writer.h"

namespace requant::formats::onnx {

// The real value on the grid and the bits of the tensor: a Quant that is unsigned with zero point 0
// where the tensor's zero point is its least value, else with sign and zero point as the tensor.
FileValue add_quant(GraphWriter& file, const Tensor& grid, const FileValue& real,
                    const std::string& base);
// A constant of integers with scales as real values behind a Quant; of more than 16 bits, without.
FileValue quant_constant(GraphWriter& file, const Tensor& constant);
// A bias of integers as real values, from which a reader gets the same integers in units of the
// scales of input and weights. Throws Error where no float32 gives one of them.
FileValue real_bias(GraphWriter& file, const Tensor& bias, const Tensor& input,
                    const Tensor& weights);
// Whether a Quant has to follow the node: its output is quantized, and it does more than to move
// values that are on that grid.
bool needs_quant(const Graph& graph, const Node& node);

}  // namespace requant::formats::onnx
