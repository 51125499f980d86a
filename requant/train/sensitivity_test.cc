#include "requant/train/sensitivity.h"

#include <gtest/gtest.h>

#include "requant/precision/test_network.h"
#include "requant/train/mixtures.h"

namespace requant::train {
namespace {

double made_up(std::size_t layer, int bits, double scale) {
  return bits == 8 ? 0 : scale * static_cast<double>(1 + layer % 4) * (bits == 2 ? 3 : 1);
}

TEST(Sensitivity, finds_what_layers_add) {
  precision::Tables tables = precision::made_up_network().tables;
  for (const bool independent : {false, true}) {
    Random random(3);
    std::vector<MixtureLoss> losses;
    for (int n = 0; n < 400; ++n) {
      const auto mixture = draw_mixture(
          tables, even_odds(tables), independent ? Mixtures::independent : Mixtures::equal, random);
      double growth = 0;
      for (std::size_t i = 0; i < mixture.layers.size(); ++i) {
        growth += made_up(i, mixture.layers[i].weights, 0.01);
        growth += made_up(i, mixture.layers[i].activations, 0.02);
      }
      losses.push_back({mixture, growth + 0.001 * random.normal()});
    }
    fit_sensitivities(tables, losses, independent);
    for (std::size_t i = 0; i < tables.layers.size(); ++i) {
      const auto& layer = tables.layers[i];
      const std::size_t widths = layer.weight_bits.size();
      EXPECT_EQ(layer.sensitivity.size(), independent ? widths * widths : widths);
      for (const auto& [precision, loss] : layer.sensitivity) {
        const double wanted = widths == 1 ? 0
                                          : made_up(i, precision.weights, 0.01) +
                                                made_up(i, precision.activations, 0.02);
        EXPECT_NEAR(loss, wanted, 0.01) << layer.name << " " << precision::text(precision);
      }
    }
  }
}

}  // namespace
}  // namespace requant::train
