#include "requant/graph/patch.h"

#include <gtest/gtest.h>

#include "requant/base/error.h"
#include "requant/graph/test_graph.h"

namespace requant {
namespace {

std::vector<std::string_view> kinds(const Graph& graph) {
  std::vector<std::string_view> result;
  for (const Node& node : graph.nodes) result.push_back(name(node.kind()));
  return result;
}

using Names = std::vector<std::string_view>;

// A tanh between t1 and its readers.
GraphPatch with_tanh(const Graph& graph) {
  GraphPatch patch(graph);
  const auto added = patch.add_tensor(graph.tensor(1));
  patch.redirect(1, added);
  patch.add_node({Tanh{}, {1}, {added}, -1});
  return patch;
}

TEST(GraphPatch, PutsAnAddedNodeWhereItCanRun) {
  const Graph graph = test::chain(3);
  const Graph edited = with_tanh(graph).apply();
  EXPECT_EQ(kinds(edited), (Names{"logistic", "tanh", "logistic", "logistic"}));
  EXPECT_EQ(edited.nodes[2].inputs, std::vector<TensorId>{4});
  EXPECT_EQ(graph.nodes.size(), 3U);  // the graph that was edited is as it was
}

TEST(GraphPatch, RedirectsGraphOutputsAndSparesTheExcepted) {
  Graph graph = test::chain(2);
  graph.outputs = {1, 2};
  GraphPatch patch(graph);
  const auto added = patch.add_tensor(graph.tensor(1));
  patch.add_node({Tanh{}, {1}, {added}, -1});
  patch.redirect(1, added, {1, 2});  // spares the second logistic and the tanh
  const Graph edited = std::move(patch).apply();
  EXPECT_EQ(edited.outputs, (std::vector<TensorId>{added, 2}));
  EXPECT_EQ(edited.nodes[1].inputs, std::vector<TensorId>{1});
}

TEST(GraphPatch, DropsNodesThatNothingReadsAnyMore) {
  const Graph graph = test::chain(3);
  GraphPatch patch(graph);
  patch.redirect(2, 0);
  const Graph edited = std::move(patch).apply();
  EXPECT_EQ(edited.nodes.size(), 1U);
  EXPECT_EQ(edited.nodes[0].inputs, std::vector<TensorId>{0});
  EXPECT_EQ(edited.tensors.size(), 4U);  // tensors stay
}

TEST(GraphPatch, KeepsOpaqueNodesThatNothingReads) {
  Graph graph = test::chain(1);
  test::add_node(graph, Opaque{"ASSIGN_VARIABLE"}, {1}, {});
  EXPECT_EQ(GraphPatch(graph).apply().nodes.size(), 2U);
}

TEST(GraphPatch, RemovesAndReplacesByTheIdsOfTheGraphThatItEdits) {
  const Graph graph = test::chain(3);
  GraphPatch patch(graph);
  patch.remove_node(0);
  patch.redirect(1, 0);
  patch.replace_node(2, {Tanh{}, {2}, {3}, -1});
  const Graph edited = std::move(patch).apply();
  EXPECT_EQ(kinds(edited), (Names{"logistic", "tanh"}));
}

TEST(GraphPatch, InfersShapesOfAddedTensors) {
  const Graph graph = test::chain(1);
  GraphPatch patch(graph);
  Tensor flat = graph.tensor(1);
  flat.shape = {};
  const auto added = patch.add_tensor(flat);
  patch.redirect(1, added);
  patch.add_node({Tanh{}, {1}, {added}, -1});
  EXPECT_EQ(std::move(patch).apply().tensor(added).shape, (Shape{4}));
}

TEST(GraphPatch, RefusesACycle) {
  const Graph graph = test::chain(2);
  GraphPatch patch(graph);
  patch.redirect(0, 2);
  EXPECT_THROW(std::move(patch).apply(), Error);
}

TEST(GraphPatch, RefusesAGraphThatIsUnfit) {
  const Graph graph = test::chain(1);
  GraphPatch patch(graph);
  Tensor broken = graph.tensor(1);
  broken.quantization->scale[0] = 0;
  patch.replace_tensor(1, broken);
  try {
    std::move(patch).apply();
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::internal);
  }
}

}  // namespace
}  // namespace requant
