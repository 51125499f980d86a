#include "requant/requantize/scale_solver.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "requant/base/parallel.h"
#include "requant/requantize/scale_cost.h"
#include "requant/requantize/ties.h"

namespace requant::requantize {
namespace {

constexpr int kResolution = 192;  // steps of an octave
constexpr int kSweeps = 40;

using Table = std::vector<double>;

// A layer between two groups: cost by the phase of its weight step, which is phase(y) - phase(x).
struct Link {
  int x;
  int y;
  Table cost;
  double at(int phase_x, int phase_y) const {
    return cost[static_cast<std::size_t>((phase_y - phase_x + kResolution) % kResolution)];
  }
};

// Groups with a phase each; cost = sum of own costs and of links.
class Problem {
 public:
  std::vector<Table> own;
  std::vector<Link> links;
  std::vector<std::optional<int>> pinned;

  std::vector<int> solve() const {
    std::vector<int> phase(own.size(), 0);
    for (std::size_t g = 0; g < own.size(); ++g) phase[g] = pinned[g] ? *pinned[g] : best(own[g]);
    descend(phase, all_links());
    for (int round = 0; round < 2; ++round) {
      for (std::size_t g = 0; g < own.size(); ++g) move_hub(phase, static_cast<int>(g));
    }
    return phase;
  }

 private:
  static int best(const Table& t) {
    return static_cast<int>(std::min_element(t.begin(), t.end()) - t.begin());
  }

  std::vector<std::size_t> all_links() const {
    std::vector<std::size_t> all(links.size());
    for (std::size_t l = 0; l < all.size(); ++l) all[l] = l;
    return all;
  }

  double total(const std::vector<int>& phase) const {
    double sum = 0;
    for (std::size_t g = 0; g < own.size(); ++g) sum += own[g][static_cast<std::size_t>(phase[g])];
    for (const Link& l : links)
      sum += l.at(phase[static_cast<std::size_t>(l.x)], phase[static_cast<std::size_t>(l.y)]);
    return sum;
  }

  // Cost of group g by its phase, the others fixed; links to `without` are left out.
  Table unary(const std::vector<int>& phase, int g, int without) const {
    Table t = own[static_cast<std::size_t>(g)];
    for (const Link& l : links) {
      if ((l.x != g && l.y != g) || l.x == without || l.y == without) continue;
      for (int p = 0; p < kResolution; ++p) {
        const int x = l.x == g ? p : phase[static_cast<std::size_t>(l.x)];
        const int y = l.y == g ? p : phase[static_cast<std::size_t>(l.y)];
        t[static_cast<std::size_t>(p)] += l.at(x, y);
      }
    }
    if (pinned[static_cast<std::size_t>(g)]) {
      for (int p = 0; p < kResolution; ++p) {
        if (p != *pinned[static_cast<std::size_t>(g)])
          t[static_cast<std::size_t>(p)] = std::numeric_limits<double>::infinity();
      }
    }
    return t;
  }

  // Both ends of a link at once. Returns whether a phase changed.
  bool move_pair(std::vector<int>& phase, const Link& link, int held) const {
    if (link.x == link.y) return false;
    Table tx = unary(phase, link.x, link.y);
    Table ty = unary(phase, link.y, link.x);
    const auto hold = [&](Table& t, int g) {
      if (g != held) return;
      for (int p = 0; p < kResolution; ++p) {
        if (p != phase[static_cast<std::size_t>(g)])
          t[static_cast<std::size_t>(p)] = std::numeric_limits<double>::infinity();
      }
    };
    hold(tx, link.x);
    hold(ty, link.y);
    std::vector<const Link*> between;
    for (const Link& l : links) {
      if ((l.x == link.x && l.y == link.y) || (l.x == link.y && l.y == link.x))
        between.push_back(&l);
    }
    const int old_x = phase[static_cast<std::size_t>(link.x)];
    const int old_y = phase[static_cast<std::size_t>(link.y)];
    const auto cost_of = [&](int px, int py) {
      double cost = tx[static_cast<std::size_t>(px)] + ty[static_cast<std::size_t>(py)];
      for (const Link* l : between) cost += l->x == link.x ? l->at(px, py) : l->at(py, px);
      return cost;
    };
    double best_cost = cost_of(old_x, old_y) * (1 - 1e-9);
    int best_x = old_x;
    int best_y = old_y;
    for (int px = 0; px < kResolution; ++px) {
      if (std::isinf(tx[static_cast<std::size_t>(px)])) continue;
      for (int py = 0; py < kResolution; ++py) {
        if (const double cost = cost_of(px, py); cost < best_cost) {
          best_cost = cost;
          best_x = px;
          best_y = py;
        }
      }
    }
    phase[static_cast<std::size_t>(link.x)] = best_x;
    phase[static_cast<std::size_t>(link.y)] = best_y;
    return best_x != old_x || best_y != old_y;
  }

  void descend(std::vector<int>& phase, const std::vector<std::size_t>& subset,
               int held = -1) const {
    for (int sweep = 0; sweep < kSweeps; ++sweep) {
      bool changed = false;
      for (const std::size_t l : subset) changed = move_pair(phase, links[l], held) || changed;
      if (!changed) return;
    }
  }

  // A group with many links moves only together with its neighbours: tries every eighth phase, lets
  // the neighbourhood follow, and keeps the best.
  void move_hub(std::vector<int>& phase, int g) const {
    std::vector<std::size_t> near;
    std::vector<int> neighbours;
    for (const Link& l : links) {
      if (l.x == g) neighbours.push_back(l.y);
      if (l.y == g) neighbours.push_back(l.x);
    }
    if (neighbours.size() < 2 || pinned[static_cast<std::size_t>(g)]) return;
    const auto is_near = [&](int n) {
      return std::find(neighbours.begin(), neighbours.end(), n) != neighbours.end();
    };
    for (std::size_t l = 0; l < links.size(); ++l) {
      if (is_near(links[l].x) && is_near(links[l].y)) near.push_back(l);
    }
    for (std::size_t l = 0; l < links.size(); ++l) {
      if (links[l].x == g || links[l].y == g) near.push_back(l);
    }
    std::vector<int> best_phase = phase;
    double best_cost = total(phase);
    for (int p = 0; p < kResolution; p += 8) {
      std::vector<int> candidate = phase;
      candidate[static_cast<std::size_t>(g)] = p;
      descend(candidate, near, g);
      if (const double cost = total(candidate); cost < best_cost) {
        best_cost = cost;
        best_phase = candidate;
      }
    }
    phase = best_phase;
    descend(phase, near);
  }
};

// The best step of a class at a phase, and its cost.
struct ClassChoice {
  double cost = std::numeric_limits<double>::infinity();
  double step = 1;
};

std::vector<ActivationCost> costs_of(const Draft& draft, const GridClass& grid,
                                     const Statistics& statistics, const NoiseGains& gains) {
  std::vector<ActivationCost> costs;
  for (const TensorId id : grid.tensors) {
    if (statistics.contains(id)) costs.emplace_back(draft, id, statistics.at(id), gains.at(id));
  }
  return costs;
}

ClassChoice best_step(const Draft& draft, const GridClass& grid,
                      const std::vector<ActivationCost>& costs, double phase) {
  double widest = 0;
  for (const TensorId id : grid.tensors) widest = std::max(widest, draft.at(id).source_step());
  const double middle = std::floor(std::log2(widest) - phase);
  ClassChoice best;
  for (double e = middle - 3; e <= middle + 2; ++e) {
    const double step = std::exp2(phase + e);
    double cost = 0;
    for (const ActivationCost& of : costs) cost += of(step);
    if (cost < best.cost) best = {cost, step};
  }
  return best;
}

double weight_levels(const Target& target) {
  return static_cast<double>(integer_type(target.weight.types.front()).bits == 8
                                 ? 127
                                 : (1 << (integer_type(target.weight.types.front()).bits - 1)) - 1);
}

Problem state(const Draft& draft, const Target& target, const Ties& ties,
              const Statistics& statistics, const NoiseGains& gains) {
  Problem problem;
  problem.own.assign(ties.groups.size(), Table(kResolution, 0.0));
  problem.pinned.resize(ties.groups.size());
  parallel_for(ties.groups.size(), [&](std::size_t g) {
    if (ties.groups[g].mantissa) {
      problem.pinned[g] =
          static_cast<int>(std::lround(*ties.groups[g].mantissa * kResolution)) % kResolution;
      return;
    }
    for (const int c : ties.groups[g].classes) {
      const GridClass& grid = ties.classes[static_cast<std::size_t>(c)];
      const auto costs = costs_of(draft, grid, statistics, gains);
      for (int p = 0; p < kResolution; ++p) {
        problem.own[g][static_cast<std::size_t>(p)] +=
            best_step(draft, grid, costs, static_cast<double>(p) / kResolution).cost;
      }
    }
  });
  std::vector<const Layer*> layers;
  for (const auto& [id, layer] : draft.layers) {
    if (statistics.contains(layer.input) && statistics.contains(id)) layers.push_back(&layer);
  }
  problem.links.resize(layers.size());
  parallel_for(layers.size(), [&](std::size_t l) {
    const Layer& layer = *layers[l];
    const bool per_tensor = target.weight.per_tensor_ops.contains(layer.kind);
    problem.links[l] = {
        ties.group_of(layer.input), ties.group_of(layer.output),
        weight_cost_table(draft, layer, statistics, gains,
                          per_tensor ? Granularity::per_tensor : target.weight.granularity,
                          weight_levels(target), kResolution)};
  });
  return problem;
}

// A new step for the tensor; where real zero sits on the lowest stored value it stays there.
void set_step(ActivationPlan& plan, double step, bool absolute) {
  const auto range = integer_type(plan.type);
  const double effective_zero = static_cast<double>(plan.zero_point) + plan.offset / plan.scale;
  const bool one_sided = plan.offset != 0 && std::lround(effective_zero) == range.min();
  plan.scale = absolute ? std::exp2(std::round(std::log2(step))) : step;
  plan.unit = plan.scale / step;
  plan.offset = one_sided ? plan.scale * static_cast<double>(range.min() - plan.zero_point)
                          : plan.scale * (effective_zero - static_cast<double>(plan.zero_point));
}

}  // namespace

void solve_scales(Draft& draft, const Target& target, const Statistics& statistics,
                  const NoiseGains& gains) {
  if (target.scale_form == ScaleForm::free) return;
  const bool absolute = target.scale_form == ScaleForm::absolute_power_of_two;
  const Ties ties = find_ties(draft, target);
  const std::vector<int> phases = state(draft, target, ties, statistics, gains).solve();
  for (const GridClass& grid : ties.classes) {
    const auto g = static_cast<std::size_t>(grid.group);
    const double phase =
        ties.groups[g].mantissa.value_or(static_cast<double>(phases[g]) / kResolution);
    const ClassChoice choice =
        best_step(draft, grid, costs_of(draft, grid, statistics, gains), phase);
    for (const TensorId id : grid.tensors) {
      ActivationPlan& plan = draft.at(id);
      if (plan.fixed) continue;
      const bool input = draft.source.is_input(id);
      set_step(plan, input ? plan.source_step() : choice.step, absolute);
    }
  }
}

}  // namespace requant::requantize
