#include "requant/cost/network_cost.h"

#include <gtest/gtest.h>

#include <cstddef>

#include "requant/base/random.h"
#include "requant/base/test_folder.h"
#include "requant/cost/allowed.h"
#include "requant/precision/lower.h"
#include "requant/precision/test_network.h"

namespace requant::cost {
namespace {

using precision::Network;
using precision::PrecisionAssignment;

PrecisionAssignment draw(const Network& network, Random& random) {
  PrecisionAssignment assignment;
  for (const precision::LayerTables& layer : network.tables.layers) {
    const auto one_of = [&](const std::vector<int>& widths) {
      const auto last = static_cast<std::int64_t>(widths.size()) - 1;
      return widths[static_cast<std::size_t>(random.integer(0, last))];
    };
    assignment.layers.push_back({one_of(layer.weight_bits), one_of(layer.activation_bits)});
  }
  return assignment;
}

// The network with layers of widths that made_up_network does not have.
Network with_odd_widths() {
  Network network = precision::made_up_network();
  for (precision::LayerTables& layer : network.tables.layers) {
    if (layer.weight_bits.size() == 1) continue;
    layer.weight_bits = {6, 3};
    layer.activation_bits = {5, 4, 2};
    for (const int bits : {6, 3}) {
      layer.weight_step[bits] = layer.weight_step.at(8);
      layer.affine[bits] = layer.affine.at(8);
    }
    for (const int bits : {5, 4, 2}) layer.input_step[bits] = layer.input_step.at(4);
  }
  return network;
}

void expect_equal_to_lowered(const Network& network, const std::string& target_name) {
  const Target target = load_target(target_name);
  const NetworkCost network_cost(network, target);
  Random random(7);
  for (int i = 0; i < 20; ++i) {
    const PrecisionAssignment assignment = draw(network, random);
    const Graph lowered = precision::lower(network, assignment).graph;
    EXPECT_EQ(network_cost(assignment), cost(*target.cost, lowered)) << target_name << i;
    const auto rows = network_cost.layers(assignment);
    const auto expected = layer_costs(*target.cost, lowered);
    ASSERT_EQ(rows.size(), expected.size());
    for (std::size_t r = 0; r < rows.size(); ++r) {
      Work work = rows[r].work;
      work.node = expected[r].work.node;
      EXPECT_EQ(work, expected[r].work) << work.name;
      EXPECT_EQ(rows[r].cost, expected[r].cost) << work.name;
    }
  }
}

TEST(NetworkCost, is_that_of_the_lowered_graph_for_any_assignment) {
  for (const char* name : {"array-int8", "bitfusion", "bismo", "xpulpnn"}) {
    expect_equal_to_lowered(precision::made_up_network(), name);
  }
}

TEST(NetworkCost, is_that_of_the_lowered_graph_where_no_layer_has_8_bits) {
  expect_equal_to_lowered(with_odd_widths(), "bismo");
}

TEST(NetworkCost, falls_with_the_bits_on_hardware_that_gains_by_them) {
  const Network network = precision::made_up_network();
  for (const char* name : {"bitfusion", "bismo", "xpulpnn"}) {
    const NetworkCost network_cost(network, load_target(name));
    const double eight = network_cost(precision::uniform(network.tables, 8)).cycles;
    const double four = network_cost(precision::uniform(network.tables, 4)).cycles;
    const double two = network_cost(precision::uniform(network.tables, 2)).cycles;
    EXPECT_LT(four, eight) << name;
    EXPECT_LT(two, four) << name;
  }
}

TEST(NetworkCost, a_target_without_a_cost_model_is_named_with_those_that_have_one) {
  const std::string message =
      error_of([] { NetworkCost(precision::made_up_network(), load_target("esp32-s3")); });
  EXPECT_EQ(message,
            "target 'esp32-s3' has no cost model; targets with one: array-int8, bismo, bitfusion, "
            "xpulpnn");
}

}  // namespace
}  // namespace requant::cost
