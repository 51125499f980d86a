#include "requant/exec/executor.h"

#include "requant/base/error.h"
#include "requant/base/nearest.h"
#include "requant/exec/fast/fast.h"
#include "requant/exec/reference/reference.h"

namespace requant::exec {

std::string_view name(Executor executor) {
  return executor == Executor::reference ? "reference" : "fast";
}

Executor executor_from_name(std::string_view name) {
  for (const Executor executor : {Executor::reference, Executor::fast}) {
    if (name == exec::name(executor)) return executor;
  }
  throw Error("there is no executor '" + std::string(name) + "'" +
              suggestion(name, {"reference", "fast"}));
}

std::unique_ptr<Program> prepare(const Graph& graph, const Arithmetic& arithmetic,
                                 Executor executor) {
  return executor == Executor::reference ? reference::prepare(graph, arithmetic)
                                         : fast::prepare(graph, arithmetic);
}

std::unique_ptr<Kernel> prepare_node(const Graph& graph, const Node& node,
                                     const Arithmetic& arithmetic, Executor executor) {
  return executor == Executor::reference ? reference::prepare_node(graph, node, arithmetic)
                                         : fast::prepare_node(graph, node, arithmetic);
}

}  // namespace requant::exec
