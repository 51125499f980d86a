#include "requant/graph/clamps.h"

#include <gtest/gtest.h>

#include "requant/graph/test_graph.h"

namespace requant {
namespace {

using test::add_node;
using test::add_tensor;

// x (int8) -> quantize -> y, which uses 4 bits.
Graph narrowed(std::int64_t input_zero, std::int64_t output_zero) {
  Graph graph;
  const auto x = add_tensor(graph, "x", DataType::int8, {1, 4}, per_tensor(0.5F, input_zero));
  const auto y = add_tensor(graph, "y", DataType::int8, {1, 4}, per_tensor(1.0F, output_zero));
  graph.tensor(y).bits = 4;
  add_node(graph, Quantize{}, {x}, {y});
  graph.inputs = {x};
  graph.outputs = {y};
  return graph;
}

std::vector<OpKind> kinds(const Graph& graph) {
  std::vector<OpKind> result;
  for (const Node& node : graph.nodes) result.push_back(node.kind());
  return result;
}

TEST(Clamps, bits_become_a_maximum_and_a_minimum_under_the_same_name) {
  const Graph graph = with_clamps(narrowed(0, 0));
  EXPECT_EQ(kinds(graph),
            (std::vector<OpKind>{OpKind::quantize, OpKind::maximum, OpKind::minimum}));
  EXPECT_EQ(graph.tensor(graph.nodes[2].outputs[0]).name, "y");
  EXPECT_EQ(stored_integers(graph.tensor(graph.nodes[1].inputs[1])),
            (std::vector<std::int64_t>{-8}));
  EXPECT_EQ(stored_integers(graph.tensor(graph.nodes[2].inputs[1])),
            (std::vector<std::int64_t>{7}));
  EXPECT_EQ(graph.tensor(graph.outputs[0]).bits, 0);
}

TEST(Clamps, bounds_that_nothing_can_pass_get_no_node) {
  // Nothing below zero comes in, and zero is the least value.
  EXPECT_EQ(kinds(with_clamps(narrowed(-128, -8))),
            (std::vector<OpKind>{OpKind::quantize, OpKind::minimum}));
  Graph layer = test::small_convolution();
  layer.tensor(3).bits = 4;
  layer.tensor(3).quantization = per_tensor(1, -8);
  set_activation(layer.nodes[0].op, Activation::relu);
  EXPECT_EQ(kinds(with_clamps(layer)), (std::vector<OpKind>{OpKind::conv2d, OpKind::minimum}));
  set_activation(layer.nodes[0].op, Activation::relu6);  // at most -8 + 6
  EXPECT_EQ(kinds(with_clamps(layer)), (std::vector<OpKind>{OpKind::conv2d}));
}

TEST(Clamps, fold_back_into_bits) {
  for (const Graph& source : {narrowed(0, 0), narrowed(0, -8), narrowed(0, 7)}) {
    Graph graph = with_clamps(source);
    fold_clamps(graph);
    EXPECT_EQ(kinds(graph), kinds(source));
    EXPECT_EQ(graph.tensor(graph.outputs[0]).bits, 4);
    EXPECT_EQ(graph.tensor(graph.outputs[0]).name, "y");
  }
}

TEST(Clamps, stay_where_something_else_reads_what_they_clamp_or_the_range_is_of_no_bits) {
  Graph graph = with_clamps(narrowed(0, 0));
  graph.outputs.push_back(graph.nodes[0].outputs[0]);
  fold_clamps(graph);
  EXPECT_EQ(graph.nodes.size(), 3U);
  graph = with_clamps(narrowed(0, 0));
  Tensor& bound = graph.tensor(graph.nodes[2].inputs[1]);
  bound.data =
      std::make_shared<const Bytes>(pack_integers(DataType::int8, std::vector<std::int64_t>{6}));
  fold_clamps(graph);
  EXPECT_EQ(graph.nodes.size(), 3U);
}

TEST(Clamps, ops_that_move_values_tie_equal_grids) {
  Graph graph;
  for (int i = 0; i < 4; ++i) {
    add_tensor(graph, "t", DataType::int8, {1, 4, 4, 1}, per_tensor(1, 0));
    graph.tensor(i).bits = i == 3 ? 0 : 4;
  }
  for (int i = 0; i < 3; ++i) add_node(graph, MaxPool2d{}, {i}, {i + 1});
  const auto roots = tied_grids(graph);
  EXPECT_EQ(roots[0], roots[2]);
  EXPECT_NE(roots[0], roots[3]);
}

}  // namespace
}  // namespace requant
