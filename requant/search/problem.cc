#include "requant/search/problem.h"

#include <algorithm>

#include "requant/base/error.h"
#include "requant/cost/allowed.h"
#include "requant/precision/lower.h"
#include "requant/search/sensitivity_scorer.h"

namespace requant::search {
namespace {

Genome genome_of(const precision::Network& network, const Target& target) {
  std::vector<std::vector<precision::Precision>> choices;
  for (const auto& layer : network.tables.layers) {
    choices.push_back(cost::allowed(target, layer));
  }
  return Genome(std::move(choices));
}

void check_runs(const precision::Network& network, const Target& target,
                const precision::PrecisionAssignment& assignment) {
  const Model model = precision::lower(network, assignment);
  const std::vector<Problem> problems = obstacles(model.graph, target);
  if (problems.empty()) return;
  throw Error("the target '" + target.name + "' cannot run the network: " + problems[0].where +
              ": " + problems[0].what);
}

}  // namespace

std::string name(Objective objective) {
  switch (objective) {
    case Objective::latency:
      return "latency";
    case Objective::energy:
      return "energy";
    case Objective::size:
      break;
  }
  return "size";
}

std::string unit(Objective objective) {
  switch (objective) {
    case Objective::latency:
      return "cycles";
    case Objective::energy:
      return "pJ";
    case Objective::size:
      break;
  }
  return "bytes";
}

double value(Objective objective, const Costs& costs) {
  switch (objective) {
    case Objective::latency:
      return costs.cycles;
    case Objective::energy:
      return costs.energy;
    case Objective::size:
      break;
  }
  return costs.bytes;
}

Hardware::Hardware(const precision::Network& network, const Target& target)
    : network_(network), genome_(genome_of(network, target)), cost_(network, target) {
  check_runs(network, target, genome_.assignment(Genes(genome_.size(), 0)));
}

Costs Hardware::costs(const precision::PrecisionAssignment& assignment) const {
  const cost::Cost cost = cost_(assignment);
  return {cost.cycles, cost.energy_pj, cost.bytes};
}

std::vector<Reference> Hardware::uniform() const {
  std::vector<int> widths;
  for (const auto& layer : network_.tables.layers) {
    widths.insert(widths.end(), layer.weight_bits.begin(), layer.weight_bits.end());
  }
  std::ranges::sort(widths, std::ranges::greater());
  widths.erase(std::unique(widths.begin(), widths.end()), widths.end());
  std::vector<Reference> references;
  for (const int bits : widths) {
    const auto assignment =
        genome_.assignment(genome_.nearest(precision::uniform(network_.tables, bits)));
    const bool known = std::ranges::any_of(references, [&](const Reference& reference) {
      return reference.point.assignment == assignment;
    });
    if (known) continue;
    references.push_back({std::to_string(bits) + " bits", {assignment, 0, costs(assignment), {}}});
  }
  return references;
}

std::vector<std::vector<Addend>> Hardware::addends(Objective objective) const {
  const auto widest = genome_.assignment(Genes(genome_.size(), 0));
  const double base = value(objective, costs(widest));
  std::vector<std::vector<Addend>> addends(genome_.size());
  for (std::size_t g = 0; g < genome_.size(); ++g) {
    const std::size_t layer = genome_.layer(g);
    for (const auto& choice : genome_.choices(layer)) {
      auto changed = widest;
      changed.layers[layer] = choice;
      addends[g].push_back({expected_loss(network_.tables.layers[layer], choice),
                            value(objective, costs(changed)) - base});
    }
  }
  return addends;
}

Front front_of(const SearchState& state, const Hardware& hardware) {
  const Genome& genome = hardware.genome();
  const auto point = [&](const Individual& one) {
    const auto assignment = genome.assignment(one.genes);
    return Point{assignment, one.worth.score, hardware.costs(assignment), {}};
  };
  Front front;
  const std::vector<std::size_t>& chosen = state.history.back().front;
  for (const std::size_t i : chosen) front.points.push_back(point(state.evaluated[i]));
  for (std::size_t i = 0; i < state.evaluated.size(); ++i) {
    if (std::ranges::find(chosen, i) == chosen.end()) {
      front.others.push_back(point(state.evaluated[i]));
    }
  }
  front.references = hardware.uniform();
  for (Reference& reference : front.references) {
    const Genes genes = genome.nearest(reference.point.assignment);
    const auto found = std::ranges::find(state.evaluated, genes, &Individual::genes);
    if (found != state.evaluated.end()) reference.point.score = found->worth.score;
  }
  for (const Progress& progress : state.history) {
    Generation generation{progress.evaluations, progress.hypervolume, {}};
    for (const std::size_t i : progress.front) {
      const Worth& worth = state.evaluated[i].worth;
      generation.front.emplace_back(worth.cost, worth.score);
    }
    front.history.push_back(std::move(generation));
  }
  front.evaluations = state.evaluated.size();
  front.seconds = state.seconds;
  return front;
}

}  // namespace requant::search
