// The fast executor: the reference's programs, with the same bits, by SIMD kernels.
//
// Which node is computed how is decided at preparation: by a fast kernel where one exists and its
// arithmetic is proven equal to the reference's for every input, else by the reference's kernel.
// The instruction set is the machine's best, or what REQUANT_SIMD names (simd/target.h).
#pragma once

#include <memory>

#include "requant/exec/program.h"

namespace requant::exec::fast {

// As reference::prepare, with the same errors. The program keeps the memory of past runs, as much
// as runs went on at the same time.
std::unique_ptr<Program> prepare(const Graph& graph, const Arithmetic& arithmetic);

// As reference::prepare_node.
std::unique_ptr<Kernel> prepare_node(const Graph& graph, const Node& node,
                                     const Arithmetic& arithmetic);

}  // namespace requant::exec::fast
