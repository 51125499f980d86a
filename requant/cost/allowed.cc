#include "requant/cost/allowed.h"

#include <algorithm>
#include <functional>
#include <string>

#include "requant/base/error.h"
#include "requant/base/nearest.h"

namespace requant::cost {
namespace {

using precision::LayerTables;
using precision::Precision;

bool holds(const std::vector<int>& widths, int bits) {
  return std::find(widths.begin(), widths.end(), bits) != widths.end();
}

std::vector<Precision> trained(const LayerTables& layer) {
  std::vector<Precision> result;
  for (const int weights : layer.weight_bits) {
    for (const int activations : layer.activation_bits) {
      const Precision pair{weights, activations};
      if (layer.sensitivity.empty() || layer.sensitivity.contains(pair)) result.push_back(pair);
    }
  }
  std::sort(result.begin(), result.end(), std::greater<>());
  return result;
}

std::string listed(const std::vector<int>& widths) {
  std::vector<std::string> words;
  for (const int bits : widths) words.push_back(std::to_string(bits));
  return joined(words);
}

bool takes(const PrecisionScheme& scheme, const Precision& pair) {
  return holds(scheme.weights, pair.weights) && holds(scheme.activations, pair.activations) &&
         (!scheme.equal || pair.weights == pair.activations);
}

// "target 'x' takes weights of 8 and activations of 8 bits"
std::string what_it_takes(const Target& target, const PrecisionScheme& scheme) {
  return "target '" + target.name + "' takes weights of " + listed(scheme.weights) +
         " and activations of " + listed(scheme.activations) + " bits" +
         (scheme.equal ? ", both the same" : "");
}

}  // namespace

std::vector<Precision> allowed(const Target& target, const LayerTables& layer) {
  const PrecisionScheme scheme = precision_scheme(target);
  std::vector<Precision> result = trained(layer);
  const std::vector<Precision> all = result;
  std::erase_if(result, [&](const Precision& pair) { return !takes(scheme, pair); });
  if (!result.empty()) return result;
  std::vector<std::string> words;
  for (const Precision& pair : all) words.push_back(precision::text(pair));
  throw Error("layer '" + layer.name + "' was trained for " + joined(words) + " bits, but " +
              what_it_takes(target, scheme) + "; train it for widths of the target");
}

void require_widths(const Target& target, const std::vector<Work>& works) {
  const PrecisionScheme scheme = precision_scheme(target);
  for (const Work& work : works) {
    const Precision pair{work.weight_bits, work.input_bits};
    if (!work.has_macs() || takes(scheme, pair)) continue;
    throw Error("layer '" + work.name + "' has weights of " + std::to_string(pair.weights) +
                " and activations of " + std::to_string(pair.activations) + " bits, but " +
                what_it_takes(target, scheme) + "; choose others, or another target");
  }
}

}  // namespace requant::cost
