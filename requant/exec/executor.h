// The executors: one meaning, several ways to compute it.
#pragma once

#include <memory>
#include <string_view>

#include "requant/exec/program.h"

namespace requant::exec {

// All give the same bits. reference defines them and is written to be read; fast uses SIMD.
enum class Executor { reference, fast };

// "reference", "fast"
std::string_view name(Executor executor);
// The executor of that name; throws Error for an unknown one.
Executor executor_from_name(std::string_view name);

// Prepares the whole graph. Throws Error that lists every node that cannot run and why; Opaque
// nodes may stand behind all others (their outputs are not computed).
std::unique_ptr<Program> prepare(const Graph& graph, const Arithmetic& arithmetic,
                                 Executor executor = Executor::fast);

// Prepares one node. Constants are taken from the graph, which may change or go afterwards.
std::unique_ptr<Kernel> prepare_node(const Graph& graph, const Node& node,
                                     const Arithmetic& arithmetic,
                                     Executor executor = Executor::fast);

}  // namespace requant::exec
