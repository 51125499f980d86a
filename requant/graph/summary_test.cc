#include "requant/graph/summary.h"

#include <gtest/gtest.h>

#include "requant/graph/test_graph.h"

namespace requant {
namespace {

TEST(Summary, CountsMultiplyAccumulates) {
  const Graph graph = test::one_of_each();
  const auto of = [&](OpKind kind) { return macs(graph, graph.node(test::node_of(graph, kind))); };
  EXPECT_EQ(of(OpKind::conv2d), 4 * 4 * 2 * 3);                // 1x4x4x2 outputs of 1x1x3
  EXPECT_EQ(of(OpKind::depthwise_conv2d), 2 * 2 * 6 * 3 * 3);  // 1x2x2x6 outputs of 3x3
  EXPECT_EQ(of(OpKind::fully_connected), 2 * 5 * 6);
  EXPECT_EQ(of(OpKind::add), 0);
}

TEST(Summary, CountsParameters) {
  const Graph graph = test::small_convolution();
  EXPECT_EQ(parameters(graph, graph.node(0)), 6 + 2);
  EXPECT_EQ(parameter_bytes(graph, graph.node(0)), 6 + 2 * 4);
  const GraphSummary summary = summarize(graph);
  EXPECT_EQ(summary.parameters, 8);
  EXPECT_EQ(summary.parameter_bytes, 14);
  EXPECT_EQ(summary.macs, 96);
}

TEST(Summary, CountsAConstantOnceThatTwoNodesRead) {
  Graph graph = test::small_convolution();
  const auto z = test::add_tensor(graph, "z", DataType::int8, {1, 4, 4, 2}, per_tensor(1, 0));
  test::add_node(graph, Conv2d{}, {0, 1, 2}, {z});
  EXPECT_EQ(summarize(graph).parameters, 8);
}

TEST(Summary, FindsTheActivationPeak) {
  Graph graph = test::chain(3);  // 4 bytes each; a node has its input and its output
  EXPECT_EQ(summarize(graph).activation_peak, 8);
  graph.outputs = {1, 3};  // t1 stays alive
  const GraphSummary summary = summarize(graph);
  EXPECT_EQ(summary.activation_peak, 12);
  EXPECT_EQ(summary.activation_peak_node, 2);
}

TEST(Summary, NamesTheBitsThatAreUsed) {
  Graph graph = test::small_convolution();
  graph.tensor(0).bits = 8;  // all of the type's
  EXPECT_TRUE(summarize(graph).activations.bits.empty());
  graph.tensor(0).bits = 4;
  graph.tensor(0).quantization->zero_point = {-8};
  graph.tensor(1).bits = 2;
  const GraphSummary some = summarize(graph);
  EXPECT_EQ(some.activations.bits, (std::map<int, int>{{4, 1}}));
  EXPECT_EQ(some.activations.zero_is_lowest, 1);
  EXPECT_EQ(some.scheme,
            "int8 asymmetric power-of-two of 4 to 8 bits, int8 weights symmetric power-of-two per "
            "tensor of 2 bits");
  graph.tensor(3).bits = 5;
  EXPECT_EQ(summarize(graph).scheme.find("int8 asymmetric power-of-two of 4 to 5 bits, "), 0U);
}

TEST(Summary, NamesTheScheme) {
  Graph graph = test::small_convolution();
  EXPECT_EQ(summarize(graph).scheme,
            "int8 asymmetric power-of-two, int8 weights symmetric power-of-two per tensor");
  graph.tensors[0].quantization = per_tensor(0.3F, 0);
  graph.tensors[3].quantization = per_tensor(0.3F, 0);
  graph.tensors[1].quantization = Quantization{{0.1F, 0.2F}, {0, 0}, 0};
  EXPECT_EQ(summarize(graph).scheme, "int8 symmetric, int8 weights symmetric per channel");
  for (const int t : {0, 3}) {
    graph.tensors[static_cast<std::size_t>(t)].type = DataType::float32;
    graph.tensors[static_cast<std::size_t>(t)].quantization.reset();
  }
  EXPECT_EQ(summarize(graph).scheme, "float32, int8 weights symmetric per channel (hybrid)");
  graph.tensors[1].type = DataType::float32;
  graph.tensors[1].quantization.reset();
  EXPECT_EQ(summarize(graph).scheme, "float32");
}

TEST(Summary, ListsOpsByTheirNumber) {
  Graph graph = test::chain(2);
  const auto y = test::add_tensor(graph, "y", DataType::other, {});
  test::add_node(graph, Opaque{"CUSTOM x"}, {2}, {y});
  const std::vector<std::pair<std::string, int>> expected{{"logistic", 2}, {"CUSTOM x", 1}};
  EXPECT_EQ(summarize(graph).ops, expected);
}

TEST(Summary, TellsZeroPointsAndScales) {
  const TensorSummary x = summarize(test::small_convolution()).activations;
  EXPECT_EQ(x.count, 2);
  EXPECT_EQ(x.lowest_zero_point, -2);
  EXPECT_EQ(x.highest_zero_point, 3);
  EXPECT_EQ(x.lowest_scale, 0.5F);
  EXPECT_EQ(x.highest_scale, 1.0F);
  EXPECT_EQ(x.symmetric, 0);
}

}  // namespace
}  // namespace requant
