#include "requant/precision/plan.h"

#include <gtest/gtest.h>

#include "requant/base/test_folder.h"
#include "requant/precision/architectures/architectures.h"

namespace requant::precision {
namespace {

const Activations& named(const Plan& plan, const Graph& graph, const char* tensor) {
  return plan.of(graph.find(tensor));
}

TEST(Plan, a_residual_network_has_streams_where_two_nodes_read) {
  const Graph graph = float_network("resnet8", Shape{1, 16, 16, 3}, 10, 1);
  const Plan plan = make_plan(graph);
  ASSERT_EQ(plan.layers.size(), 10U);
  for (std::size_t i = 0; i + 1 < plan.layers.size(); ++i) {
    EXPECT_GE(plan.layers[i].batch_norm, 0) << plan.layers[i].name;
  }
  EXPECT_LT(plan.layers.back().batch_norm, 0);
  // The stem's output is read by a convolution and an addition.
  EXPECT_LT(named(plan, graph, "stem.relu").reader, 0);
  EXPECT_FALSE(named(plan, graph, "stem.relu").is_signed);
  // Between two convolutions.
  const Activations& inner = named(plan, graph, "stage1.block0.relu1");
  ASSERT_GE(inner.reader, 0);
  EXPECT_EQ(plan.layers[static_cast<std::size_t>(inner.reader)].name, "stage1.block0.conv2");
  // Before an addition.
  EXPECT_LT(named(plan, graph, "stage1.block0.conv2.bn").reader, 0);
  EXPECT_TRUE(named(plan, graph, "stage1.block0.conv2.bn").is_signed);
  // The relu after the addition belongs to it.
  EXPECT_FALSE(named(plan, graph, "stage1.block0.relu2").is_signed);
  EXPECT_TRUE(plan.reads_stream(plan.layers[0]));
  EXPECT_LT(plan.of(graph.outputs[0]).reader, 0);
}

TEST(Plan, every_architecture_has_one) {
  for (const std::string& name : architecture_names()) {
    const Graph graph = float_network(name, Shape{1, 32, 32, 3}, 10, 1);
    EXPECT_NO_THROW(make_plan(graph)) << name;
  }
}

TEST(Plan, names_the_node_that_it_does_not_take) {
  Graph graph = float_network("resnet8", Shape{1, 16, 16, 3}, 10, 1);
  for (Node& node : graph.nodes) {
    if (node.kind() == OpKind::add) node.op = Mul{};
  }
  const std::string message = error_of([&] { make_plan(graph); });
  EXPECT_NE(message.find("mul"), std::string::npos) << message;
  EXPECT_NE(message.find("node"), std::string::npos) << message;
}

}  // namespace
}  // namespace requant::precision
