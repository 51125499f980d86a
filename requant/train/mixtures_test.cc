#include "requant/train/mixtures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "requant/train/schedule.h"

namespace requant::train {
namespace {

precision::Tables three_layers() {
  precision::Tables tables;
  tables.layers.resize(3);
  tables.layers[0].weight_bits = tables.layers[0].activation_bits = {8};
  for (const std::size_t i : {1U, 2U}) {
    tables.layers[i].weight_bits = tables.layers[i].activation_bits = {8, 4, 2};
  }
  return tables;
}

TEST(Mixtures, widths_come_as_often_as_their_odds_say) {
  const precision::Tables tables = three_layers();
  const WidthOdds odds = protective_odds(tables, {0, 0.5, 0.1}, 1);
  Random random(1);
  std::map<int, double> of_sensitive;
  const int count = 20000;
  for (int i = 0; i < count; ++i) {
    const auto drawn = draw_mixture(tables, odds, Mixtures::equal, random);
    EXPECT_EQ(drawn.layers[0], (precision::Precision{8, 8}));
    EXPECT_EQ(drawn.layers[1].weights, drawn.layers[1].activations);
    of_sensitive[drawn.layers[1].weights] += 1.0 / count;
  }
  // The most sensitive of the layers: 1 : e^-1 : e^-2.
  const double sum = 1 + std::exp(-1) + std::exp(-2);
  EXPECT_NEAR(of_sensitive[8], 1 / sum, 0.02);
  EXPECT_NEAR(of_sensitive[4], std::exp(-1) / sum, 0.02);
  EXPECT_NEAR(of_sensitive[2], std::exp(-2) / sum, 0.02);
}

TEST(Mixtures, independent_ones_have_two_widths_a_layer) {
  const precision::Tables tables = three_layers();
  Random random(1);
  int different = 0;
  for (int i = 0; i < 100; ++i) {
    const auto drawn = draw_mixture(tables, even_odds(tables), Mixtures::independent, random);
    different += drawn.layers[1].weights != drawn.layers[1].activations ? 1 : 0;
  }
  EXPECT_GT(different, 40);
}

TEST(Schedule, warms_up_and_falls_as_half_a_cosine) {
  const Phase phase{.epochs = 4, .rate = 0.2, .warmup_epochs = 1, .final_rate = 0.01};
  const auto rate = [&](std::int64_t step, int batch) {
    return learning_rate(phase, {step, 400, 100}, batch);
  };
  EXPECT_NEAR(rate(0, 128), 0.002, 1e-12);
  EXPECT_NEAR(rate(99, 128), 0.2, 1e-12);
  EXPECT_NEAR(rate(249, 128), 0.002 + (0.2 - 0.002) / 2, 1e-12);
  EXPECT_NEAR(rate(399, 128), 0.002, 1e-12);
  EXPECT_NEAR(rate(99, 256), 0.4, 1e-12);
}

}  // namespace
}  // namespace requant::train
