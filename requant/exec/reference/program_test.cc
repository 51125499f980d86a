#include <gtest/gtest.h>

#include "requant/base/error.h"
#include "requant/base/parallel.h"
#include "requant/exec/reference/test_nodes.h"

namespace requant::exec::reference {
namespace {

Tensor int8(const std::string& name) { return activation(name, DataType::int8, {4}, 0.5F, 1); }

// x -> relu -> a -> (op) -> b -> relu -> c; outputs a and c.
Graph three_nodes(Op op) {
  Graph graph;
  for (const char* tensor : {"x", "a", "b", "c"}) graph.add_tensor(int8(tensor));
  graph.nodes = {{Relu{}, {0}, {1}, -1}, {std::move(op), {1}, {2}, -1}, {Relu{}, {2}, {3}, -1}};
  graph.inputs = {0};
  graph.outputs = {1, 3};
  return graph;
}

const Array kInput = array_of(DataType::int8, {4}, {-5, 0, 3, 127});

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

void expect_mentions(const std::string& message, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) {
    EXPECT_NE(message.find(part), std::string::npos) << "'" << part << "' in: " << message;
  }
}

TEST(Program, RunsNodesInOrderAndTellsTheObserver) {
  const auto program = prepare(three_nodes(Relu{}), {});
  std::vector<TensorId> seen;
  const auto outputs =
      program->run(std::vector{kInput}, [&](TensorId id, const Array&) { seen.push_back(id); });
  EXPECT_EQ(seen, (std::vector<TensorId>{1, 2, 3}));
  EXPECT_EQ(stored_integers(outputs[0]), (std::vector<std::int64_t>{1, 1, 3, 127}));
  EXPECT_EQ(outputs[1], outputs[0]);
}

TEST(Program, LeavesOutWhatFollowsAnOpaqueNode) {
  const auto program = prepare(three_nodes(Opaque{"CUSTOM x"}), {});
  std::vector<TensorId> seen;
  const auto outputs =
      program->run(std::vector{kInput}, [&](TensorId id, const Array&) { seen.push_back(id); });
  EXPECT_EQ(seen, std::vector<TensorId>{1});
  EXPECT_EQ(outputs[0].bytes.size(), 4U);
  EXPECT_TRUE(outputs[1].bytes.empty());
  EXPECT_EQ(outputs[1].shape, (Shape{4}));
}

TEST(Program, NamesEveryNodeThatCannotRun) {
  Graph graph = three_nodes(Tanh{});
  graph.tensor(1).type = DataType::float32;
  graph.tensor(3).quantization.reset();
  const std::string message = message_of([&] { prepare(graph, {}); });
  expect_mentions(message, {"node 0 (relu, output 'a')", "node 1 (tanh, output 'b')",
                            "node 2 (relu, output 'c')", "'a' is float32", "quantize the model"});
}

TEST(Program, RefusesInputsOfAnotherTypeShapeOrNumber) {
  const auto program = prepare(three_nodes(Tanh{}), {});
  expect_mentions(message_of([&] { program->run({}); }), {"1 inputs", "0 were given"});
  const Array wrong = array_of(DataType::uint8, {2, 2}, {1, 2, 3, 4});
  expect_mentions(message_of([&] { program->run(std::vector{wrong}); }),
                  {"'x' takes int8 of shape 4", "uint8 of shape 2x2"});
  Array truncated = kInput;
  truncated.bytes.pop_back();
  EXPECT_THROW(program->run(std::vector{truncated}), Error);
}

TEST(Program, GivesTheSameFromSeveralThreads) {
  const auto program = prepare(three_nodes(Tanh{}), {});
  const auto expected = program->run(std::vector{kInput});
  std::vector<std::vector<Array>> results(16);
  parallel_for(results.size(),
               [&](std::size_t i) { results[i] = program->run(std::vector{kInput}); });
  for (const auto& result : results) EXPECT_EQ(result, expected);
}

TEST(PrepareNode, OutlivesTheGraph) {
  auto graph = std::make_unique<Graph>(
      graph_of(Add{}, {int8("x"), constant("k", DataType::int8, {1}, per_tensor(0.5F, 0), {10})},
               int8("y")));
  const auto kernel = prepare_node(*graph, graph->node(0), {});
  graph.reset();
  const std::vector<const Array*> inputs{&kInput, nullptr};
  EXPECT_EQ(stored_integers(kernel->run(inputs)[0]), (std::vector<std::int64_t>{5, 10, 13, 127}));
}

TEST(PrepareNode, NamesItsOutput) {
  Graph graph = three_nodes(Opaque{"CUSTOM x"});
  expect_mentions(message_of([&] { prepare_node(graph, graph.node(1), {}); }), {"opaque", "'b'"});
}

}  // namespace
}  // namespace requant::exec::reference
