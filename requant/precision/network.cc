#include "requant/precision/network.h"

#include <algorithm>
#include <cmath>

#include "requant/base/error.h"

namespace requant::precision {
namespace {

int nearest(const std::vector<int>& widths, int bits) {
  return *std::ranges::min_element(widths, {}, [&](int width) {
    // Of two equally near ones the wider.
    return 2 * std::abs(width - bits) - (width > bits ? 1 : 0);
  });
}

void check_width(const LayerTables& layer, const std::vector<int>& widths, int bits,
                 const char* what) {
  if (std::ranges::find(widths, bits) != widths.end()) return;
  std::string known;
  for (const int width : widths) known += (known.empty() ? "" : ", ") + std::to_string(width);
  throw Error("layer '" + layer.name + "' was not trained for " + what + " of " +
              std::to_string(bits) + " bits, only for " + known);
}

// clip(round(w / step)), ties to even.
std::int8_t rounded(float weight, float step, int bits) {
  const float bound = static_cast<float>(1 << (bits - 1));
  return static_cast<std::int8_t>(std::nearbyint(std::clamp(weight / step, -bound, bound - 1.0F)));
}

// clip(floor(w8 / 2^shift + 1/2))
std::int8_t nested(int wide, int bits) {
  const int shift = kMaxBits - bits;
  const int half = shift > 0 ? 1 << (shift - 1) : 0;
  const int bound = 1 << (bits - 1);
  return static_cast<std::int8_t>(std::clamp((wide + half) >> shift, -bound, bound - 1));
}

}  // namespace

PrecisionAssignment uniform(const Tables& tables, int bits) {
  PrecisionAssignment result;
  for (const LayerTables& layer : tables.layers) {
    result.layers.push_back(
        {nearest(layer.weight_bits, bits), nearest(layer.activation_bits, bits)});
  }
  return result;
}

bool has_steps(const Tables& tables) {
  return std::ranges::none_of(tables.layers,
                              [](const LayerTables& l) { return l.weight_step.empty(); });
}

void check(const Tables& tables, const PrecisionAssignment& assignment) {
  if (assignment.layers.size() != tables.layers.size()) {
    throw Error("the assignment has " + std::to_string(assignment.layers.size()) +
                " layers, the network " + std::to_string(tables.layers.size()));
  }
  for (std::size_t i = 0; i < tables.layers.size(); ++i) {
    const LayerTables& layer = tables.layers[i];
    check_width(layer, layer.weight_bits, assignment.layers[i].weights, "weights");
    check_width(layer, layer.activation_bits, assignment.layers[i].activations, "activations");
  }
}

Statistics statistics(const Tables& tables, const PrecisionAssignment& assignment, int layer) {
  const auto index = static_cast<std::size_t>(layer);
  for (const MeasuredStatistics& measured : tables.measured) {
    if (measured.assignment == assignment) return measured.layers[index];
  }
  const StatisticsRule& rule = tables.layers[index].statistics;
  Statistics result{rule.mean, rule.log_variance};
  for (const StatisticsTerm& term : rule.terms) {
    const Precision& precision = assignment.layers[static_cast<std::size_t>(term.layer)];
    if (precision.bits(term.of_weights) != term.bits) continue;
    for (std::size_t c = 0; c < rule.mean.size(); ++c) {
      result.mean[c] += term.mean[c];
      result.variance[c] += term.log_variance[c];
    }
  }
  for (float& variance : result.variance) variance = std::exp(variance);
  return result;
}

float weight_step(const Tables& tables, int layer, int bits) {
  const LayerTables& table = tables.layers[static_cast<std::size_t>(layer)];
  if (tables.storage == WeightStorage::independent) return table.weight_step.at(bits);
  return table.weight_step.at(kMaxBits) * static_cast<float>(1 << (kMaxBits - bits));
}

std::vector<std::int8_t> weight_integers(const Tables& tables, int layer, int bits,
                                         std::span<const float> weights) {
  const LayerTables& table = tables.layers[static_cast<std::size_t>(layer)];
  const bool nests = tables.storage == WeightStorage::nested;
  const int stored_bits = nests ? kMaxBits : bits;
  const float step = table.weight_step.at(stored_bits);
  std::vector<std::int8_t> result;
  result.reserve(weights.size());
  for (const float weight : weights) {
    const std::int8_t stored = rounded(weight, step, stored_bits);
    result.push_back(nests ? nested(stored, bits) : stored);
  }
  return result;
}

}  // namespace requant::precision
