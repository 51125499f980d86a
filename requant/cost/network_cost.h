// The cost of a network of many precisions under any assignment, without lowering it.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "requant/cost/cost.h"
#include "requant/precision/network.h"

namespace requant::cost {

// Equal (==) to the cost of precision::lower(network, assignment), in a microsecond or so: what
// each layer costs in each of its precisions is worked out once. Safe to call from many threads.
class NetworkCost {
 public:
  // Throws Error as cost_model and cost do.
  NetworkCost(const precision::Network& network, const Target& target);

  // `assignment` has widths that the network was trained for (precision::check).
  Cost operator()(const precision::PrecisionAssignment& assignment) const;
  // The same node by node, as layer_costs of the lowered graph but for Work::node.
  std::vector<LayerCost> layers(const precision::PrecisionAssignment& assignment) const;

 private:
  static constexpr int kFixed = -1;  // in place of a layer: widths that no assignment changes

  // A node of the lowered graph that is there under every assignment, and the requantization of
  // its input where it is a layer that reads a stream with fewer bits.
  struct Row {
    Work work;
    int layer = kFixed;
    std::vector<int> input_readers;  // by input: the layer whose activations it is, or kFixed
    int output_reader = kFixed;
    Work requantize;
    bool reads_stream = false;
    std::map<std::array<int, 3>, Cost> costs;  // by weight, input and output bits
    std::map<int, Cost> requantize_costs;      // by the bits that it narrows to
  };

  void add_row(const precision::Network& network, const Graph& lowered, Work work);
  void fill(const precision::Network& network, const CostModel& model, Row& row) const;
  static std::array<int, 3> widths(const Row& row, const precision::PrecisionAssignment& a);
  static bool requantizes(const Row& row, const precision::PrecisionAssignment& a);
  static Work work_at(const Row& row, const std::array<int, 3>& bits);

  std::vector<Row> rows_;
};

}  // namespace requant::cost
