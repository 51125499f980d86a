// A network trained for many precisions at once: a float graph, and the tables by which any
// assignment of precisions becomes an integer graph.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "requant/graph/graph.h"
#include "requant/precision/plan.h"
#include "requant/precision/precision.h"

namespace requant::precision {

// How the integers of a layer's weights come from the float graph.
enum class WeightStorage {
  // Every width rounds the float weights with its own step: clip(round(w / step[b])), ties to even
  // (LSQ, Esser et al., arXiv 1902.08153).
  independent,
  // Widths below 8 round the integers of 8 bits: clip(floor(w8 / 2^(8-b) + 1/2)), with the step
  // step[8] 2^(8-b) (Double Rounding, arXiv 2502.01199).
  nested,
};

// What batch normalization multiplies by and adds: y = gain (x - mean) / sqrt(variance + eps) +
// bias. Gains are > 0.
struct Affine {
  std::vector<float> gain;  // by output channel
  std::vector<float> bias;
};

// Mean and variance of a layer's sums (its outputs before batch normalization, in real units).
struct Statistics {
  std::vector<float> mean;  // by output channel
  std::vector<float> variance;
};

// What a width of a layer adds to the prediction of a layer's statistics.
struct StatisticsTerm {
  int layer = 0;           // whose width
  bool of_weights = true;  // or of its input activation
  int bits = 8;
  std::vector<float> mean;
  std::vector<float> log_variance;
};

// Statistics as a function of the assignment: the sum of `base` and of the terms that it meets.
// A width without a term adds nothing.
struct StatisticsRule {
  std::vector<float> mean;
  std::vector<float> log_variance;
  std::vector<StatisticsTerm> terms;
};

struct LayerTables {
  std::string name;                  // Layer::name
  std::vector<int> weight_bits;      // that it was trained for, descending
  std::vector<int> activation_bits;  // the same for its input
  std::map<int, float> weight_step;  // by bits; > 0. Nested: of 8 bits only
  std::map<int, float> input_step;   // by bits; > 0. None of 8 bits where it reads a stream
  std::map<int, Affine> affine;      // by bits of its weights; empty without batch normalization
  StatisticsRule statistics;         // as well
  // What the loss on held-out training images grows by (cross-entropy, nats) when this layer goes
  // from the highest precision to that one; sums over the layers predict what mixtures lose.
  std::map<Precision, double> sensitivity;
};

// A stream (Activations without a reader): one grid of 8 bits, zero point 0 when seen as unsigned
// or symmetric.
struct StreamTable {
  std::string tensor;  // the root's name
  float step = 0;      // > 0
};

// Statistics of all layers with batch normalization for one assignment: its owner has measured
// them.
struct MeasuredStatistics {
  PrecisionAssignment assignment;
  std::vector<Statistics> layers;  // by layer; empty vectors where there is no batch normalization
};

struct Tables {
  WeightStorage storage = WeightStorage::independent;
  std::vector<LayerTables> layers;    // in the order of Plan::layers
  std::vector<StreamTable> streams;   // in the order of Plan::activations, without the input
  float input_scale = 0;              // the grid of the graph's input: 8 bits, signed
  std::int64_t input_zero_point = 0;  // in [-128, 127]
  Normalization normalization;        // of the images it was trained on
  std::vector<MeasuredStatistics> measured;
  std::vector<std::pair<std::string, std::string>> notes;  // how it was trained: name, text
};

// A network file in memory.
struct Network {
  Model model;  // its graph is of floating point
  Plan plan;
  Tables tables;
};

// All layers at the widths nearest to `bits` that they were trained for (pinned layers stay).
PrecisionAssignment uniform(const Tables& tables, int bits);
// Whether every layer has the steps of its widths; a network that is yet to be trained has none.
bool has_steps(const Tables& tables);
// Throws Error that names the layer where the assignment has a width that it was not trained for.
void check(const Tables& tables, const PrecisionAssignment& assignment);
// The statistics that a layer has under an assignment: measured ones where there are any of exactly
// it, else by the rule. Empty without batch normalization.
Statistics statistics(const Tables& tables, const PrecisionAssignment& assignment, int layer);
// The integers of a layer's weights, of `bits` bits, in the order of `weights`.
std::vector<std::int8_t> weight_integers(const Tables& tables, int layer, int bits,
                                         std::span<const float> weights);
// The step of those integers.
float weight_step(const Tables& tables, int layer, int bits);

}  // namespace requant::precision
