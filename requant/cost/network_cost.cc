#include "requant/cost/network_cost.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "requant/precision/lower.h"

namespace requant::cost {
namespace {

using precision::Network;
using precision::PrecisionAssignment;

constexpr int kStreamBits = precision::kMaxBits;

}  // namespace

NetworkCost::NetworkCost(const Network& network, const Target& target) {
  const CostModel& model = cost_model(target);
  const Graph graph =
      precision::lower(network, precision::uniform(network.tables, precision::kMaxBits)).graph;
  for (Work& work : work_of(graph)) {
    // Those of layers that are never of 8 bits; they belong to the layer's own row.
    const bool inserted = network.model.graph.find(work.name) == kNoTensor;
    if (!inserted) add_row(network, graph, std::move(work));
  }
  for (Row& row : rows_) fill(network, model, row);
}

void NetworkCost::add_row(const Network& network, const Graph& lowered, Work work) {
  const Graph& source = network.model.graph;
  const precision::Plan& plan = network.plan;
  const auto reader = [&](const std::string& tensor) {
    const TensorId id = source.find(tensor);
    if (id == kNoTensor || source.is_input(plan.of(id).root)) return kFixed;
    return plan.of(id).reader;
  };
  Row row;
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    if (source.tensor(plan.layers[i].output).name == work.name) row.layer = static_cast<int>(i);
  }
  row.output_reader = reader(work.name);
  if (row.layer >= 0) {
    const precision::Layer& layer = plan.layers[static_cast<std::size_t>(row.layer)];
    row.reads_stream = plan.reads_stream(layer);
    row.input_readers = {row.reads_stream ? row.layer : reader(source.tensor(layer.input).name)};
    row.requantize = requantize_work(work.values_in, kStreamBits, kStreamBits);
    row.requantize.name = layer.name + ".input";
    row.requantize.reads_graph_input = source.is_input(layer.input);
    work.reads_graph_input = source.is_input(layer.input);
  } else {
    for (const TensorId input : lowered.node(work.node).inputs) {
      row.input_readers.push_back(reader(lowered.tensor(input).name));
    }
  }
  row.work = std::move(work);
  rows_.push_back(std::move(row));
}

void NetworkCost::fill(const Network& network, const CostModel& model, Row& row) const {
  const auto tables = [&](int layer) -> const precision::LayerTables& {
    return network.tables.layers[static_cast<std::size_t>(layer)];
  };
  std::set<int> inputs;
  for (const int reader : row.input_readers) {
    if (reader == kFixed) {
      inputs.insert(kStreamBits);
    } else {
      inputs.insert(tables(reader).activation_bits.begin(), tables(reader).activation_bits.end());
    }
  }
  const std::vector<int> weights =
      row.layer == kFixed ? std::vector<int>{0} : tables(row.layer).weight_bits;
  const std::vector<int> outputs = row.output_reader == kFixed
                                       ? std::vector<int>{kStreamBits}
                                       : tables(row.output_reader).activation_bits;
  for (const int input : inputs) {
    for (const int output : outputs) {
      for (const int weight : weights) {
        const std::array<int, 3> bits{weight, input, output};
        row.costs[bits] = cost(model, work_at(row, bits));
      }
    }
    Work narrowed = row.requantize;
    narrowed.output_bits = input;
    if (row.reads_stream) row.requantize_costs[input] = cost(model, narrowed);
  }
}

Work NetworkCost::work_at(const Row& row, const std::array<int, 3>& bits) {
  Work work = row.work;
  work.weight_bits = bits[0];
  work.input_bits = bits[1];
  work.output_bits = bits[2];
  // Narrowed inputs are no longer those of the graph.
  if (row.reads_stream && bits[1] < kStreamBits) work.reads_graph_input = false;
  return work;
}

std::array<int, 3> NetworkCost::widths(const Row& row, const PrecisionAssignment& a) {
  const auto bits = [&](int reader) {
    return reader == kFixed ? kStreamBits : a.layers[static_cast<std::size_t>(reader)].activations;
  };
  int input = 0;
  for (const int reader : row.input_readers) input = std::max(input, bits(reader));
  const int weight =
      row.layer == kFixed ? 0 : a.layers[static_cast<std::size_t>(row.layer)].weights;
  return {weight, input, bits(row.output_reader)};
}

bool NetworkCost::requantizes(const Row& row, const PrecisionAssignment& a) {
  return row.reads_stream &&
         a.layers[static_cast<std::size_t>(row.layer)].activations < kStreamBits;
}

Cost NetworkCost::operator()(const PrecisionAssignment& assignment) const {
  Cost sum;
  for (const Row& row : rows_) {
    const std::array<int, 3> bits = widths(row, assignment);
    if (requantizes(row, assignment)) sum += row.requantize_costs.at(bits[1]);
    sum += row.costs.at(bits);
  }
  return sum;
}

std::vector<LayerCost> NetworkCost::layers(const PrecisionAssignment& assignment) const {
  std::vector<LayerCost> result;
  for (const Row& row : rows_) {
    const std::array<int, 3> bits = widths(row, assignment);
    if (requantizes(row, assignment)) {
      Work narrowed = row.requantize;
      narrowed.output_bits = bits[1];
      result.push_back({std::move(narrowed), row.requantize_costs.at(bits[1])});
    }
    result.push_back({work_at(row, bits), row.costs.at(bits)});
  }
  return result;
}

}  // namespace requant::cost
