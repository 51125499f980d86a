#include "requant/train/differentiable.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <algorithm>

#include "requant/precision/float_constant.h"
#include "requant/train/prepare_network.h"
#include "requant/train/test_training.h"

namespace requant::train {
namespace {

precision::Network started_network(precision::WeightStorage storage) {
  TrainOptions options = short_training();
  options.storage = storage;
  Differentiable network(
      prepare_network(model_for(noise_images(4, 16, 3, 10)), {{128}, {64}}, options), torch::kCPU);
  network.start_steps(torch::randn({4, 16, 16, 3}).permute({0, 3, 1, 2}));
  precision::Network result;
  network.store(result);
  return result;
}

// The share of a layer's integers that `is_counted` says.
template <typename Count>
double share(const precision::Network& network, std::size_t layer, int bits,
             const Count& is_counted) {
  const Node& node = network.model.graph.node(network.plan.layers[layer].node);
  const auto integers = precision::weight_integers(
      network.tables, static_cast<int>(layer), bits,
      precision::float_values(network.model.graph.tensor(node.inputs[1])));
  return static_cast<double>(std::ranges::count_if(integers, is_counted)) /
         static_cast<double>(integers.size());
}

// A width whose integers are nearly all 0, or nearly all at the bounds, learns nothing.
TEST(StartedSteps, leave_every_width_something_to_learn) {
  for (const auto storage :
       {precision::WeightStorage::independent, precision::WeightStorage::nested}) {
    const precision::Network network = started_network(storage);
    for (std::size_t i = 0; i < network.tables.layers.size(); ++i) {
      for (const int bits : network.tables.layers[i].weight_bits) {
        SCOPED_TRACE(network.tables.layers[i].name + ", " + std::to_string(bits) + " bits");
        const int bound = 1 << (bits - 1);
        EXPECT_LT(share(network, i, bits, [](int q) { return q == 0; }), 0.8);
        if (bits == 2) continue;  // has no others
        EXPECT_LT(share(network, i, bits, [&](int q) { return q == -bound || q == bound - 1; }),
                  0.2);
      }
    }
  }
}

}  // namespace
}  // namespace requant::train
