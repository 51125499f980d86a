#include "requant/search/additive.h"

#include <algorithm>

namespace requant::search {
namespace {

constexpr std::size_t kLargestFront = 4096;

struct State {
  double cost = 0;
  double loss = 0;
  Genes genes;
};

// Those that no other beats, by rising cost; one an interval where they are many.
std::vector<State> pruned(std::vector<State> states) {
  std::ranges::stable_sort(states, [](const State& a, const State& b) {
    return a.cost != b.cost ? a.cost < b.cost : a.loss < b.loss;
  });
  std::vector<State> front;
  for (State& state : states) {
    if (front.empty() || state.loss < front.back().loss) front.push_back(std::move(state));
  }
  if (front.size() <= kLargestFront) return front;
  const double low = front.front().cost;
  const double interval = (front.back().cost - low) / static_cast<double>(kLargestFront - 1);
  std::vector<State> thinned;
  double end = low;  // of the interval of the last one kept
  for (State& state : front) {
    // Losses fall along the front: the last of an interval is its best.
    if (!thinned.empty() && state.cost < end) {
      thinned.back() = std::move(state);
    } else {
      end = state.cost + interval;
      thinned.push_back(std::move(state));
    }
  }
  return thinned;
}

}  // namespace

std::vector<Genes> additive_front(const std::vector<std::vector<Addend>>& addends) {
  std::vector<State> states(1);
  for (const auto& values : addends) {
    std::vector<State> grown;
    grown.reserve(states.size() * values.size());
    for (const State& state : states) {
      for (std::size_t v = 0; v < values.size(); ++v) {
        State next{state.cost + values[v].cost, state.loss + values[v].loss, state.genes};
        next.genes.push_back(static_cast<int>(v));
        grown.push_back(std::move(next));
      }
    }
    states = pruned(std::move(grown));
  }
  std::vector<Genes> result;
  for (State& state : states) result.push_back(std::move(state.genes));
  return result;
}

}  // namespace requant::search
