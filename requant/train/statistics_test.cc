#include "requant/train/statistics.h"

#include <gtest/gtest.h>

#include <cmath>

#include "requant/base/random.h"
#include "requant/precision/float_constant.h"
#include "requant/train/mixtures.h"
#include "requant/train/prepare_network.h"
#include "requant/train/test_training.h"

namespace requant::train {
namespace {

using precision::MeasuredStatistics;

// Statistics that are such a sum as a rule can say.
MeasuredStatistics additive(const precision::PrecisionAssignment& assignment) {
  MeasuredStatistics measured{assignment, std::vector<precision::Statistics>(3)};
  const auto bits = [&](std::size_t layer) { return assignment.layers[layer].weights; };
  const float mean = 1.0F + (bits(1) == 2 ? 0.5F : 0.0F) + (bits(2) == 4 ? -0.25F : 0.0F);
  const double log_variance = -1 + (bits(1) == 4 ? 0.2 : 0.0) + (bits(2) == 2 ? 0.7 : 0.0);
  measured.layers[1] = {{bits(1) == 2 ? 2.0F : 1.0F}, {0.5F}};
  measured.layers[2] = {{mean, -mean}, {static_cast<float>(std::exp(log_variance)), 0.125F}};
  return measured;
}

TEST(StatisticsRule, predicts_assignments_that_it_was_not_fitted_to) {
  precision::Tables tables;
  tables.layers.resize(3);
  for (auto& layer : tables.layers) layer.weight_bits = layer.activation_bits = {8, 4, 2};
  Random random(9);
  std::vector<MeasuredStatistics> samples;
  for (int i = 0; i < 400; ++i) {
    samples.push_back(additive(draw_mixture(tables, even_odds(tables), Mixtures::equal, random)));
  }
  fit_rules(tables, samples);
  EXPECT_TRUE(tables.layers[0].statistics.mean.empty());
  for (int i = 0; i < 20; ++i) {
    const auto assignment = draw_mixture(tables, even_odds(tables), Mixtures::equal, random);
    const MeasuredStatistics expected = additive(assignment);
    for (const std::size_t layer : {1U, 2U}) {
      const auto seen = precision::statistics(tables, assignment, static_cast<int>(layer));
      for (std::size_t c = 0; c < seen.mean.size(); ++c) {
        // The ridge holds 1 part in 130 back.
        EXPECT_NEAR(seen.mean[c], expected.layers[layer].mean[c], 0.02);
        EXPECT_NEAR(seen.variance[c] / expected.layers[layer].variance[c], 1, 0.03);
      }
    }
  }
}

TEST(PrepareNetwork, negative_gains_become_positive_and_the_network_stays) {
  const data::TrainingData data = noise_images(8, 16, 1, 4);
  Model model = model_for(data);
  const precision::Plan plan = precision::make_plan(model.graph);
  const Node norm = model.graph.node(plan.layers[1].batch_norm);
  const Node conv = model.graph.node(plan.layers[1].node);
  std::vector<float> gain = precision::float_values(model.graph.tensor(norm.inputs[1]));
  gain[3] = -1.5F;
  precision::set_float_values(model.graph.tensor(norm.inputs[1]), gain);
  std::vector<float> mean(gain.size(), 0.25F);
  precision::set_float_values(model.graph.tensor(norm.inputs[3]), mean);
  const std::vector<float> before = precision::float_values(model.graph.tensor(conv.inputs[1]));
  const precision::Network network = prepare_network(model, {{0}, {255}}, short_training());
  const Graph& graph = network.model.graph;
  const std::vector<float> after = precision::float_values(graph.tensor(conv.inputs[1]));
  const std::size_t run = before.size() / gain.size();
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(after[i], i / run == 3 ? -before[i] : before[i]);
  }
  EXPECT_EQ(precision::float_values(graph.tensor(norm.inputs[1]))[3], 1.5F);
  EXPECT_EQ(precision::float_values(graph.tensor(norm.inputs[3]))[3], -0.25F);
  EXPECT_EQ(precision::float_values(graph.tensor(norm.inputs[3]))[2], 0.25F);
  EXPECT_EQ(network.tables.layers[1].affine.at(2).gain[3], 1.5F);
}

TEST(PrepareNetwork, first_and_last_layer_are_pinned_or_not) {
  const data::TrainingData data = noise_images(8, 16, 1, 4);
  TrainOptions options = short_training();
  const auto widths = [&](std::size_t layer) {
    return prepare_network(model_for(data), {{0}, {255}}, options).tables.layers[layer].weight_bits;
  };
  EXPECT_EQ(widths(0), std::vector<int>{8});
  EXPECT_EQ(widths(9), std::vector<int>{8});
  EXPECT_EQ(widths(1), (std::vector<int>{8, 4, 2}));
  options.first_last_bits = 0;
  EXPECT_EQ(widths(0), (std::vector<int>{8, 4, 2}));
}

TEST(InputGrid, holds_every_pixel_exactly_where_channels_are_alike) {
  const Quantization grid = input_grid({{73}, {90}});
  EXPECT_EQ(grid.zero_point[0], 73 - 128);
  EXPECT_FLOAT_EQ(grid.scale[0], 1.0F / 90);
}

}  // namespace
}  // namespace requant::train
