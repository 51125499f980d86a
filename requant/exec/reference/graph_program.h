// Kernels run in the order of a graph.
#pragma once

#include <memory>
#include <vector>

#include "requant/exec/program.h"

namespace requant::exec::reference {

// `kernels` has one entry a node, null for nodes that do not run; what is computed from their
// outputs is left out as well.
std::unique_ptr<Program> make_graph_program(const Graph& graph,
                                            std::vector<std::unique_ptr<Kernel>> kernels);

}  // namespace requant::exec::reference
