#include "requant/search/page.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>

namespace requant::search {
namespace {

std::vector<double> values_of(const Costs& costs) {
  return {costs.cycles, costs.energy, costs.bytes};
}

std::vector<report::CostAxis> axes(const Front& front) {
  std::vector<report::CostAxis> result{
      {"latency", "cycles", "Cycles of one input, by the target's cost model."},
      {"energy", "pJ", "Energy of one input, by the target's cost model."},
      {"size", "bytes", "Weights packed to their bits, biases and scales."}};
  for (report::CostAxis& axis : result) axis.objective = axis.name == front.objective;
  return result;
}

std::vector<report::SearchLayer> layers_of(const precision::Network& network,
                                           const Hardware& hardware) {
  const Genome& genome = hardware.genome();
  std::vector<report::SearchLayer> layers;
  const Graph& graph = network.model.graph;
  for (std::size_t i = 0; i < network.plan.layers.size(); ++i) {
    const Node& node = graph.node(network.plan.layers[i].node);
    layers.push_back({network.plan.layers[i].name, std::string(requant::name(node.kind())), 0,
                      genome.choices(i).size() == 1});
  }
  const auto widest = genome.assignment(Genes(genome.size(), 0));
  for (const cost::LayerCost& row : hardware.network_cost().layers(widest)) {
    for (std::size_t i = 0; i < network.plan.layers.size(); ++i) {
      const std::string& output = graph.tensor(network.plan.layers[i].output).name;
      if (row.work.has_macs() && row.work.name == output) layers[i].macs = row.work.macs;
    }
  }
  return layers;
}

// What each layer costs under an assignment; requantizing its input is its own.
std::vector<std::vector<double>> layer_costs(const precision::PrecisionAssignment& assignment,
                                             const precision::Network& network,
                                             const Hardware& hardware) {
  std::map<std::string, std::size_t> by_name;
  for (std::size_t i = 0; i < network.plan.layers.size(); ++i) {
    const precision::Layer& layer = network.plan.layers[i];
    by_name[network.model.graph.tensor(layer.output).name] = i;
    by_name[layer.name + ".input"] = i;
  }
  std::vector<std::vector<double>> result(network.plan.layers.size(), std::vector<double>(3, 0.0));
  for (const cost::LayerCost& row : hardware.network_cost().layers(assignment)) {
    const auto found = by_name.find(row.work.name);
    if (found == by_name.end()) continue;
    std::vector<double>& costs = result[found->second];
    costs[0] += row.cost.cycles;
    costs[1] += row.cost.energy_pj;
    costs[2] += row.cost.bytes;
  }
  return result;
}

report::SearchPoint point_of(std::string name, const Point& point,
                             const precision::Network& network, const Hardware& hardware) {
  report::SearchPoint result;
  result.name = std::move(name);
  result.total = {point.score, values_of(point.costs)};
  result.verified = point.verified;
  for (const auto& layer : point.assignment.layers) {
    result.bits.push_back({layer.weights, layer.activations});
  }
  result.layer_costs = layer_costs(point.assignment, network, hardware);
  return result;
}

// A generation's front with all costs, by the points that have them.
std::vector<report::SearchGeneration> history_of(const Front& front) {
  const auto objective = front.objective == "energy" ? &Costs::energy
                         : front.objective == "size" ? &Costs::bytes
                                                     : &Costs::cycles;
  std::map<std::pair<double, double>, Costs> known;
  for (const auto* points : {&front.points, &front.others}) {
    for (const Point& point : *points) {
      known[{point.costs.*objective, point.score}] = point.costs;
    }
  }
  std::vector<report::SearchGeneration> history;
  for (const Generation& generation : front.history) {
    report::SearchGeneration shown{generation.evaluations, generation.hypervolume, {}};
    for (const auto& worth : generation.front) {
      shown.front.push_back({worth.second, values_of(known[worth])});
    }
    history.push_back(std::move(shown));
  }
  return history;
}

}  // namespace

report::SearchReport page_of(const Front& front, const precision::Network& network,
                             const Target& target, const Hardware& hardware,
                             const std::string& front_file) {
  report::SearchReport page;
  page.network = front.network;
  page.title = std::filesystem::path(front.network).stem().string() + " on " + target.name;
  page.target = target.name;
  page.target_title = target.title;
  page.front_file = front_file;
  const bool predicted = front.score_name.starts_with("predicted");
  page.score = {front.score_name, front.score_unit,
                predicted ? "Minus what the loss is predicted to grow by." : ""};
  page.costs = axes(front);
  page.layers = layers_of(network, hardware);
  for (std::size_t i = 0; i < front.points.size(); ++i) {
    page.front.push_back(point_of(std::to_string(i), front.points[i], network, hardware));
  }
  for (const Reference& reference : front.references) {
    page.references.push_back(
        point_of(reference.name + " uniform", reference.point, network, hardware));
  }
  for (const Point& point : front.others) {
    page.others.push_back({point.score, values_of(point.costs)});
  }
  page.history = history_of(front);
  page.hypervolume_reference =
      "the cost of 8 bits, and as far below its score as twice the worst uniform assignment";
  page.scored_by = front.how;
  page.verified_by = front.verified_by;
  page.seed = front.seed;
  page.evaluations = front.evaluations;
  page.seconds = front.seconds;
  page.command = front.command;
  for (const auto& [name, text] : network.tables.notes) {
    if (name == "data") page.facts.push_back({"Trained on", text});
  }
  return page;
}

}  // namespace requant::search
