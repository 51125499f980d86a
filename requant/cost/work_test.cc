#include "requant/cost/work.h"

#include <gtest/gtest.h>

#include "requant/base/test_folder.h"

namespace requant::cost {
namespace {

Tensor tensor(DataType type, Shape shape, int bits = 0) {
  Tensor result;
  result.name = "t";
  result.type = type;
  result.shape = std::move(shape);
  result.bits = bits;
  result.quantization = per_tensor(0.5F, 0);
  return result;
}

Tensor constant(DataType type, const Shape& shape, int bits = 0) {
  Tensor result = tensor(type, shape, bits);
  const std::size_t bytes = storage_bytes(type, static_cast<std::size_t>(shape.count()));
  result.data = std::make_shared<const Bytes>(bytes);
  return result;
}

// A graph of one node, whose first input is the graph's.
Graph graph_of(Op op, std::vector<Tensor> inputs, Tensor output) {
  Graph graph;
  Node node{std::move(op), {}, {}};
  for (Tensor& input : inputs) node.inputs.push_back(graph.add_tensor(std::move(input)));
  output.name = "out";
  node.outputs = {graph.add_tensor(std::move(output))};
  graph.inputs = {node.inputs[0]};
  graph.outputs = node.outputs;
  graph.nodes.push_back(std::move(node));
  return graph;
}

Work only(const Graph& graph) { return work_of(graph).at(0); }

TEST(Work, of_a_convolution_has_widths_groups_and_counts) {
  Conv2d op;
  op.window.stride = {2, 1};
  op.window.dilation = {1, 3};
  const Work work =
      only(graph_of(op,
                    {tensor(DataType::int8, {2, 10, 12, 8}, 4),
                     constant(DataType::int8, {6, 3, 5, 4}, 2), constant(DataType::int32, {6})},
                    tensor(DataType::int8, {2, 5, 12, 6})));
  EXPECT_EQ(work.name, "out");
  EXPECT_EQ(work.kind, OpKind::conv2d);
  EXPECT_TRUE(work.reads_graph_input);
  EXPECT_EQ(work.batch, 2);
  EXPECT_EQ(work.height, 5);
  EXPECT_EQ(work.width, 12);
  EXPECT_EQ(work.groups, 2);
  EXPECT_EQ(work.inputs, 4);
  EXPECT_EQ(work.outputs, 3);
  EXPECT_EQ(work.kernel_height, 3);
  EXPECT_EQ(work.kernel_width, 5);
  EXPECT_EQ(work.stride_height, 2);
  EXPECT_EQ(work.dilation_width, 3);
  EXPECT_EQ(work.weight_bits, 2);
  EXPECT_EQ(work.input_bits, 4);
  EXPECT_EQ(work.output_bits, 8);
  EXPECT_EQ(work.weights, 6 * 3 * 5 * 4);
  EXPECT_EQ(work.biases, 6);
  EXPECT_EQ(work.scales, 1);
  EXPECT_EQ(work.values_in, 2 * 10 * 12 * 8);
  EXPECT_EQ(work.macs, 2 * 5 * 12 * 6 * 3 * 5 * 4);
}

TEST(Work, of_a_depthwise_convolution_has_a_group_a_channel) {
  const Work work =
      only(graph_of(DepthwiseConv2d{},
                    {tensor(DataType::int8, {1, 4, 4, 8}), constant(DataType::int8, {1, 3, 3, 16})},
                    tensor(DataType::int8, {1, 2, 2, 16})));
  EXPECT_EQ(work.groups, 8);
  EXPECT_EQ(work.inputs, 1);
  EXPECT_EQ(work.outputs, 2);
  EXPECT_EQ(work.macs, 2 * 2 * 16 * 9);
}

TEST(Work, of_a_matrix_counts_rows_as_images) {
  const Work work = only(graph_of(
      FullyConnected{}, {tensor(DataType::int16, {3, 20}), constant(DataType::int8, {10, 20})},
      tensor(DataType::int16, {3, 10})));
  EXPECT_EQ(work.batch, 3);
  EXPECT_EQ(work.height, 1);
  EXPECT_EQ(work.inputs, 20);
  EXPECT_EQ(work.outputs, 10);
  EXPECT_EQ(work.input_bits, 16);
  EXPECT_EQ(work.macs, 600);
}

TEST(Work, of_other_ops_has_values_only) {
  const Work work =
      only(graph_of(Add{}, {tensor(DataType::int8, {1, 4, 4, 8}, 4), tensor(DataType::int8, {8})},
                    tensor(DataType::int8, {1, 4, 4, 8})));
  EXPECT_FALSE(work.has_macs());
  EXPECT_EQ(work.values_in, 136);
  EXPECT_EQ(work.values_out, 128);
  EXPECT_EQ(work.input_bits, 8) << "the widest";
}

TEST(Work, of_floating_point_is_refused) {
  const Graph graph = graph_of(
      FullyConnected{}, {tensor(DataType::float32, {3, 20}), constant(DataType::float32, {10, 20})},
      tensor(DataType::float32, {3, 10}));
  EXPECT_EQ(error_of([&] { work_of(graph); }),
            "node 0 (fully_connected, output 'out'): tensor 't' is of float32, but costs are those "
            "of integer networks; quantize the model first");
}

}  // namespace
}  // namespace requant::cost
