#include "requant/train/mixtures.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace requant::train {
namespace {

std::size_t draw(const std::vector<double>& odds, Random& random) {
  double left = random.uniform() * std::accumulate(odds.begin(), odds.end(), 0.0);
  for (std::size_t i = 0; i + 1 < odds.size(); ++i) {
    left -= odds[i];
    if (left < 0) return i;
  }
  return odds.size() - 1;
}

}  // namespace

WidthOdds even_odds(const precision::Tables& tables) {
  WidthOdds odds;
  for (const auto& layer : tables.layers) odds.emplace_back(layer.weight_bits.size(), 1.0);
  return odds;
}

WidthOdds protective_odds(const precision::Tables& tables, const std::vector<double>& sensitivity,
                          double protection) {
  std::vector<std::size_t> order(sensitivity.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return sensitivity[i]; });
  WidthOdds odds = even_odds(tables);
  const double last = std::max<double>(1, static_cast<double>(order.size()) - 1);
  for (std::size_t place = 0; place < order.size(); ++place) {
    const double rank = static_cast<double>(place) / last;
    std::vector<double>& of = odds[order[place]];
    for (std::size_t j = 0; j < of.size(); ++j) {
      of[j] = std::exp(-protection * rank * static_cast<double>(j));
    }
  }
  return odds;
}

precision::PrecisionAssignment draw_mixture(const precision::Tables& tables, const WidthOdds& odds,
                                            Mixtures kind, Random& random) {
  precision::PrecisionAssignment result;
  for (std::size_t i = 0; i < tables.layers.size(); ++i) {
    const auto& layer = tables.layers[i];
    const std::size_t weights = draw(odds[i], random);
    const std::size_t activations = kind == Mixtures::independent ? draw(odds[i], random) : weights;
    result.layers.push_back({layer.weight_bits[weights], layer.activation_bits[activations]});
  }
  return result;
}

}  // namespace requant::train
