// Checks of a graph, and the shapes that follow from its ops.
#pragma once

#include "requant/base/error.h"
#include "requant/graph/graph.h"

namespace requant {

// Computes the shape of every tensor that a node writes from the shapes of the graph inputs and
// sets it, for files that leave inner shapes out. Reports shapes of the file that contradict the
// op.
void infer_shapes(Graph& graph, Diagnostics& diagnostics);
// The same of one node, whose inputs have their shapes.
void infer_shape(Graph& graph, NodeId id, Diagnostics& diagnostics);

// Reports everything that would make the graph unfit to run or to re-quantize: ids outside, a
// tensor read before it is written or written twice, wrong numbers of inputs, types or ranks that
// an op does not take, constants whose data is too short, scales that are 0, negative, infinite or
// NaN, zero points outside of the type or of the bits of it that are used, numbers of bits that a
// type does not have, constants outside of such bits, per-channel scales that do not match the
// axis. Ops that are Opaque are not looked into.
void verify(const Graph& graph, Diagnostics& diagnostics);
// The part of verify that looks at one node: its op's constraints and the shape of its output. Ids
// are in range.
void verify_node(const Graph& graph, NodeId id, Diagnostics& diagnostics);

}  // namespace requant
