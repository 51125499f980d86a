// The narrow types of ONNX (int2, uint2, int4, uint4) and Tensor::bits of a graph, which computes
// with activations of 8 bits and more.
#pragma once

#include "requant/graph/graph.h"

namespace requant::formats::onnx {

// int8, uint8
bool is_byte(DataType type);

// The graph as a file has it: values of 2 bits have a 2-bit type, values of 3 and 4 bits a 4-bit
// type. Tensor::bits stays where it says less than the type. Activations are signed as they are,
// or, where a node would read and write one narrow type, unsigned behind it (zero point and values
// 2 or 8 higher): ONNX Runtime 1.32 takes layers of one type for operators that it has for 8 bits
// only. For the same reason weights of 2 bits between activations of 8 have a 4-bit type.
Graph in_file_types(const Graph& graph);

// The reverse, for a graph with the types of a file: tensors of narrow types become int8 with
// Tensor::bits (unsigned ones with zero point and values 2 or 8 lower).
void in_graph_types(Graph& graph);

}  // namespace requant::formats::onnx
