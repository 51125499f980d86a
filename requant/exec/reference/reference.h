// The reference executor: it defines what a graph means in a target's arithmetic.
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
