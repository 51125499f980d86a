#include "requant/search/shared_program.h"

#include <gtest/gtest.h>

#include <map>
#include <mutex>

#include "requant/base/random.h"
#include "requant/exec/executor.h"
#include "requant/precision/lower.h"
#include "requant/precision/test_network.h"
#include "requant/target/target.h"

namespace requant::search {
namespace {

using precision::PrecisionAssignment;

std::vector<PrecisionAssignment> drawn(const precision::Network& network, int count,
                                       std::uint64_t seed) {
  Random random(seed);
  std::vector<PrecisionAssignment> result;
  for (int i = 0; i < count; ++i) {
    PrecisionAssignment one;
    for (const auto& layer : network.tables.layers) {
      const auto pick = [&](const std::vector<int>& widths) {
        return widths[static_cast<std::size_t>(
            random.integer(0, static_cast<std::int64_t>(widths.size()) - 1))];
      };
      one.layers.push_back({pick(layer.weight_bits), pick(layer.activation_bits)});
    }
    result.push_back(one);
  }
  return result;
}

std::vector<Graph> lowered(const precision::Network& network,
                           const std::vector<PrecisionAssignment>& assignments) {
  std::vector<Graph> graphs;
  for (const auto& one : assignments) graphs.push_back(precision::lower(network, one).graph);
  return graphs;
}

std::vector<Array> noise(const Graph& graph, std::size_t count) {
  Random random(9);
  const Tensor& input = graph.tensor(graph.inputs[0]);
  std::vector<Array> arrays;
  for (std::size_t i = 0; i < count; ++i) {
    Array array(input.type, input.shape);
    for (auto& value : array.as<std::int8_t>()) {
      value = static_cast<std::int8_t>(random.integer(-128, 127));
    }
    arrays.push_back(std::move(array));
  }
  return arrays;
}

using Outputs = std::map<std::pair<std::size_t, std::size_t>, Array>;

Outputs run(const SharedProgram& program, const std::vector<Array>& inputs) {
  Outputs outputs;
  std::mutex mutex;
  program.run(inputs, [&](std::size_t graph, std::size_t input, const Array& output) {
    const std::lock_guard lock(mutex);
    EXPECT_TRUE(outputs.emplace(std::pair(graph, input), output).second) << "told of twice";
  });
  return outputs;
}

TEST(SharedProgram, gives_the_bits_of_each_graph_alone) {
  const precision::Network network = precision::made_up_network();
  const Target target = load_target("mixed-precision");
  auto assignments = drawn(network, 12, 4);
  std::ranges::sort(assignments);
  const std::vector<Graph> graphs = lowered(network, assignments);
  const std::vector<Array> inputs = noise(graphs[0], 37);
  const SharedProgram program(graphs, target.arithmetic);
  EXPECT_LT(program.run_nodes(), program.graph_nodes());
  const Outputs outputs = run(program, inputs);
  ASSERT_EQ(outputs.size(), graphs.size() * inputs.size());
  for (std::size_t g = 0; g < graphs.size(); ++g) {
    const auto alone = exec::prepare(graphs[g], target.arithmetic, exec::Executor::reference);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      EXPECT_EQ(outputs.at({g, i}), alone->run(std::span(&inputs[i], 1))[0]) << g << " " << i;
    }
  }
}

TEST(SharedProgram, runs_what_graphs_share_once) {
  const precision::Network network = precision::made_up_network();
  const Target target = load_target("mixed-precision");
  // The last layer with a choice alone is another one.
  PrecisionAssignment one = precision::uniform(network.tables, 8);
  PrecisionAssignment other = one;
  const std::size_t last = other.layers.size() - 2;
  other.layers[last] = {2, 8};
  const std::vector<Graph> graphs = lowered(network, {one, one, other});
  const SharedProgram program(graphs, target.arithmetic);
  const std::size_t nodes = graphs[0].nodes.size();
  EXPECT_GE(program.run_nodes(), nodes + 1);
  // That layer and the few behind it.
  EXPECT_LE(program.run_nodes(), nodes + 6);
  EXPECT_EQ(program.graph_nodes(), 2 * nodes + graphs[2].nodes.size());
  const Outputs outputs = run(program, noise(graphs[0], 3));
  EXPECT_EQ(outputs.at({0, 1}), outputs.at({1, 1}));
  EXPECT_NE(outputs.at({0, 1}), outputs.at({2, 1}));
}

TEST(SharedProgram, runs_without_inputs_and_with_one) {
  const precision::Network network = precision::made_up_network();
  const std::vector<Graph> graphs = lowered(network, drawn(network, 1, 1));
  const SharedProgram program(graphs, load_target("mixed-precision").arithmetic);
  EXPECT_TRUE(run(program, {}).empty());
  EXPECT_EQ(run(program, noise(graphs[0], 1)).size(), 1U);
}

}  // namespace
}  // namespace requant::search
