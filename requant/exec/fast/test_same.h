// The fast executor held against the reference, for tests.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "requant/exec/fast/fast.h"
#include "requant/exec/fast/simd/target.h"
#include "requant/exec/reference/test_nodes.h"

namespace requant::exec::fast {

// Runs the body on every instruction set of this machine.
template <typename Body>
void on_every_target(const Body& body) {
  for (const std::string& target : simd_targets()) {
    SCOPED_TRACE(target);
    set_simd_target(target);
    body();
  }
  set_simd_target("");
}

// Both executors on these inputs: equal outputs, every tensor.
inline void expect_same(const Graph& graph, const Arithmetic& arithmetic,
                        const std::vector<Array>& inputs) {
  std::vector<std::pair<TensorId, Array>> wanted;
  reference::prepare(graph, arithmetic)->run(inputs, [&](TensorId id, const Array& value) {
    wanted.emplace_back(id, value);
  });
  std::size_t next = 0;
  prepare(graph, arithmetic)->run(inputs, [&](TensorId id, const Array& value) {
    ASSERT_LT(next, wanted.size());
    EXPECT_EQ(id, wanted[next].first);
    EXPECT_TRUE(value == wanted[next].second) << "tensor '" << graph.tensor(id).name << "' differs";
    ++next;
  });
  EXPECT_EQ(next, wanted.size());
}

}  // namespace requant::exec::fast
