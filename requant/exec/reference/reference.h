// The reference executor: it defines what a graph means in a target's arithmetic. With the rules of
// targets/tflite.yaml it computes what LiteRT's reference kernels compute, bit for bit
// (tests/oracle). One file an op says how the op uses its rule.
//
// 16-bit activations take the rule of their 64-bit accumulator whatever the width of the bias;
// LiteRT has another one for 32-bit biases, which a file must ask for (quantized_bias_type).
#pragma once

#include <memory>

#include "requant/exec/program.h"

namespace requant::exec::reference {

// Prepares the whole graph. Throws Error that lists every node that cannot run and why; Opaque
// nodes may stand behind all others (their outputs are not computed).
std::unique_ptr<Program> prepare(const Graph& graph, const Arithmetic& arithmetic);

// Prepares one node. Constants are taken from the graph, which may change or go afterwards.
std::unique_ptr<Kernel> prepare_node(const Graph& graph, const Node& node,
                                     const Arithmetic& arithmetic);

}  // namespace requant::exec::reference
