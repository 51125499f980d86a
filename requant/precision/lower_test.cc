#include "requant/precision/lower.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "requant/base/test_folder.h"
#include "requant/graph/verify.h"
#include "requant/precision/float_constant.h"
#include "requant/precision/test_network.h"

namespace requant::precision {
namespace {

TEST(Weights, integers_round_ties_to_even_and_saturate) {
  Tables tables;
  tables.layers.resize(1);
  tables.layers[0].weight_step = {{8, 0.25F}, {4, 0.5F}, {2, 1.0F}};
  const std::vector<float> weights{0.25F, 0.75F, -0.25F, 3.4F, 3.75F, -4.3F, 100, -100};
  using Integers = std::vector<std::int8_t>;
  EXPECT_EQ(weight_integers(tables, 0, 4, weights), (Integers{0, 2, 0, 7, 7, -8, 7, -8}));
  EXPECT_EQ(weight_integers(tables, 0, 2, weights), (Integers{0, 1, 0, 1, 1, -2, 1, -2}));
  EXPECT_EQ(weight_integers(tables, 0, 8, weights), (Integers{1, 3, -1, 14, 15, -17, 127, -128}));
}

TEST(Weights, nested_widths_round_the_integers_of_8_bits_up_at_ties) {
  Tables tables;
  tables.storage = WeightStorage::nested;
  tables.layers.resize(1);
  tables.layers[0].weight_step = {{8, 1.0F}};
  const std::vector<float> weights{7, 8, -8, -9, 24, 127, -128};
  using Integers = std::vector<std::int8_t>;
  EXPECT_EQ(weight_integers(tables, 0, 4, weights), (Integers{0, 1, 0, -1, 2, 7, -8}));
  EXPECT_EQ(weight_step(tables, 0, 4), 16.0F);
}

TEST(Statistics, are_the_measured_ones_or_follow_the_rule) {
  Network network = made_up_network();
  PrecisionAssignment assignment = uniform(network.tables, 8);
  EXPECT_FLOAT_EQ(statistics(network.tables, assignment, 2).mean[0], 0.1F);
  EXPECT_FLOAT_EQ(statistics(network.tables, assignment, 2).variance[0], std::exp(-0.5F));
  assignment.layers[1] = {2, 2};
  EXPECT_FLOAT_EQ(statistics(network.tables, assignment, 2).mean[0], 0.12F);
  EXPECT_FLOAT_EQ(statistics(network.tables, assignment, 2).variance[0], std::exp(-0.2F));
  EXPECT_FLOAT_EQ(statistics(network.tables, assignment, 1).mean[0], 0.1F);
  MeasuredStatistics measured{assignment, std::vector<Statistics>(10)};
  measured.layers[2] = {{7.0F}, {9.0F}};
  network.tables.measured.push_back(measured);
  EXPECT_EQ(statistics(network.tables, assignment, 2).mean[0], 7.0F);
}

TEST(Lower, widths_grids_and_batch_norm_are_as_the_tables_say) {
  const Network network = made_up_network();
  PrecisionAssignment assignment = uniform(network.tables, 8);
  assignment.layers[1] = {2, 4};  // stage1.block0.conv1, which reads a stream
  const Model model = lower(network, assignment);
  Graph graph = model.graph;
  Diagnostics problems("lowered");
  verify(graph, problems);
  EXPECT_TRUE(problems.empty());
  const Tensor& narrowed = graph.tensor(graph.find("stage1.block0.conv1.input"));
  EXPECT_EQ(narrowed.bits, 4);
  EXPECT_EQ(narrowed.quantization->zero_point[0], -8);
  EXPECT_FLOAT_EQ(narrowed.quantization->scale[0], 3.1F / 16);
  const NodeId id = graph.consumers(graph.find("stage1.block0.conv1.input")).at(0);
  const Node& node = graph.node(id);
  const Tensor& weights = graph.tensor(node.inputs[1]);
  EXPECT_EQ(weights.bits, 2);
  // gain / sqrt(variance + epsilon) of weights of 2 bits: (1 + 2/16) / sqrt(e^-0.5 + 1e-5).
  const double gain = 1.125 / std::sqrt(std::exp(-0.5) + 1e-5);
  EXPECT_NEAR(weights.quantization->scale[0], 0.7 / 4 * gain, 1e-6);
  const double unit = static_cast<double>(narrowed.quantization->scale[0]) *
                      static_cast<double>(weights.quantization->scale[0]);
  const auto bias = stored_integers(graph.tensor(node.inputs[2]));
  EXPECT_EQ(bias[0], std::nearbyint((0.25 - 0.1F * gain) / unit));
  // Its output is read by a layer of 8 bits, on that layer's grid.
  const Tensor& output = graph.tensor(node.outputs[0]);
  EXPECT_EQ(output.bits, 0);
  EXPECT_EQ(output.quantization->zero_point[0], -128);
  EXPECT_FLOAT_EQ(output.quantization->scale[0], 3.1F / 256);
}

TEST(Lower, a_channel_that_is_nearly_off_keeps_its_bias) {
  Network network = made_up_network();
  network.tables.layers[1].affine.at(8).gain[0] = 1e-9F;
  const Graph graph = lower(network, uniform(network.tables, 8)).graph;
  const TensorId id = graph.find(network.model.graph.tensor(network.plan.layers[1].output).name);
  const Node& node = graph.node(graph.producer(id));
  const double scale = static_cast<double>(graph.tensor(node.inputs[2]).quantization->scale_at(0));
  const auto bias = stored_integers(graph.tensor(node.inputs[2]));
  EXPECT_NEAR(scale * static_cast<double>(bias[0]), 0.25, 1e-6);
  EXPECT_LE(std::abs(bias[0]), 1 << 24);
  // Its weights round to nothing; those of the next channel do not.
  const auto weights = stored_integers(graph.tensor(node.inputs[1]));
  const std::size_t run = weights.size() / bias.size();
  EXPECT_TRUE(std::all_of(weights.begin(), weights.begin() + static_cast<std::ptrdiff_t>(run),
                          [](std::int64_t w) { return w == 0; }));
  EXPECT_NE(weights[run], 0);
}

TEST(Lower, refuses_widths_that_were_not_trained) {
  const Network network = made_up_network();
  PrecisionAssignment assignment = uniform(network.tables, 8);
  assignment.layers[3].weights = 5;
  const std::string message = error_of([&] { lower(network, assignment); });
  EXPECT_NE(message.find(network.tables.layers[3].name), std::string::npos) << message;
  assignment.layers.pop_back();
  EXPECT_FALSE(error_of([&] { lower(network, assignment); }).empty());
}

TEST(Uniform, takes_the_nearest_width_and_of_two_the_wider) {
  const Network network = made_up_network();
  EXPECT_EQ(uniform(network.tables, 3).layers[1], (Precision{4, 4}));
  EXPECT_EQ(uniform(network.tables, 2).layers[0], (Precision{8, 8}));
  EXPECT_EQ(uniform(network.tables, 7).layers[1], (Precision{8, 8}));
}

}  // namespace
}  // namespace requant::precision
