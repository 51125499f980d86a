// What the trainer evaluates is what the integer executors compute.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "requant/exec/executor.h"
#include "requant/precision/lower.h"
#include "requant/target/target.h"
#include "requant/train/forward_pass.h"
#include "requant/train/mixtures.h"
#include "requant/train/prepare_network.h"
#include "requant/train/statistics.h"
#include "requant/train/test_training.h"

namespace requant::train {
namespace {

// All steps are powers of two, so that sums in floating point are exact in any order. What follows
// them is rounded to float32, so that one value in about 10^5 may lie on the other side of a tie;
// with this seed none does.
precision::Network exact_network(precision::WeightStorage storage) {
  const data::TrainingData data = noise_images(4, 16, 3, 10);
  TrainOptions options = short_training();
  options.storage = storage;
  options.precisions = {8, 5, 4, 3, 2};
  precision::Network network = prepare_network(model_for(data), {{128}, {64}}, options);
  // Gains and biases that leave nothing exactly between two integers.
  Random random(1);
  network.tables.input_scale = 1.0F / 64;
  network.tables.input_zero_point = 0;
  for (std::size_t i = 0; i < network.tables.layers.size(); ++i) {
    precision::LayerTables& layer = network.tables.layers[i];
    for (const int bits : layer.weight_bits) {
      layer.weight_step[bits] = std::ldexp(1.0F, -bits + (bits < 4 ? 1 : 0));
    }
    layer.weight_step[8] = 1.0F / 256;
    for (auto& [bits, affine] : layer.affine) {
      for (float& gain : affine.gain) gain = static_cast<float>(0.5 + random.uniform());
      for (float& bias : affine.bias) bias = static_cast<float>(random.normal());
    }
    for (const int bits : layer.activation_bits) {
      if (bits == 8 && network.plan.reads_stream(network.plan.layers[i])) continue;
      layer.input_step[bits] = std::ldexp(1.0F, 2 - bits);
    }
  }
  for (std::size_t i = 1; i < network.plan.activations.size(); ++i) {
    const precision::Activations& of = network.plan.activations[i];
    if (of.reader >= 0) continue;
    network.tables.streams.push_back(
        {network.model.graph.tensor(of.root).name, of.is_signed ? 1.0F / 16 : 1.0F / 32});
  }
  return network;
}

torch::Tensor random_images(const precision::Tables& tables, int count) {
  torch::manual_seed(3);
  const torch::Tensor stored =
      torch::randint(-128, 128, {count, 16, 16, 3}, torch::TensorOptions().dtype(torch::kFloat32));
  return ((stored - static_cast<double>(tables.input_zero_point)) *
          static_cast<double>(tables.input_scale))
      .permute({0, 3, 1, 2});
}

// The stored integers of a value of the trainer, in the order of the graph.
std::vector<std::int64_t> stored(const torch::Tensor& value, std::int64_t image,
                                 const Tensor& tensor) {
  torch::Tensor one = value[image];
  if (one.dim() == 3) one = one.permute({1, 2, 0});
  const torch::Tensor integers =
      (one / static_cast<double>(tensor.quantization->scale[0])).round().contiguous();
  std::vector<std::int64_t> result;
  for (std::int64_t i = 0; i < integers.numel(); ++i) {
    result.push_back(static_cast<std::int64_t>(integers.data_ptr<float>()[i]) +
                     tensor.quantization->zero_point[0]);
  }
  return result;
}

class Deploy : public testing::TestWithParam<precision::WeightStorage> {};

TEST_P(Deploy, every_tensor_is_equal_for_uniform_widths_and_mixtures) {
  const torch::NoGradGuard no_gradients;
  precision::Network network = exact_network(GetParam());
  const torch::Tensor images = random_images(network.tables, 1);
  Differentiable trainer(network, torch::kCPU);
  std::vector<precision::PrecisionAssignment> assignments;
  for (const int bits : {8, 5, 4, 3, 2}) {
    assignments.push_back(precision::uniform(network.tables, bits));
  }
  Random random(17);
  for (int i = 0; i < 4; ++i) {
    assignments.push_back(
        draw_mixture(network.tables, even_odds(network.tables), Mixtures::independent, random));
  }
  for (const auto& assignment : assignments) {
    const NetworkStatistics seen = measure_statistics(trainer, assignment, {images});
    network.tables.measured = {to_table(assignment, seen)};
    const Model lowered = precision::lower(network, assignment);
    const auto program = exec::prepare(lowered.graph, load_target(lowered.arithmetic).arithmetic,
                                       exec::Executor::fast);
    const Branch branch{.assignment = assignment, .statistics = &seen};
    ForwardPass pass(trainer, branch);
    pass.run(images);
    const Graph& graph = network.model.graph;
    int compared = 0;
    for (std::int64_t image = 0; image < images.size(0); ++image) {
      const Tensor& input = lowered.graph.tensor(lowered.graph.inputs[0]);
      const Array array(input.type, input.shape,
                        pack_integers(input.type, stored(images, image, input)));
      program->run(std::vector{array}, [&](TensorId id, const Array& value) {
        const Tensor& tensor = lowered.graph.tensor(id);
        const TensorId source = graph.find(tensor.name);
        if (source == kNoTensor || !pass.value(source).defined()) return;
        ASSERT_EQ(stored_integers(value), stored(pass.value(source), image, tensor))
            << tensor.name << ", " << precision::text(assignment.layers[1]);
        ++compared;
      });
    }
    EXPECT_GE(compared, 12);
  }
}

INSTANTIATE_TEST_SUITE_P(storages, Deploy,
                         testing::Values(precision::WeightStorage::independent,
                                         precision::WeightStorage::nested));

}  // namespace
}  // namespace requant::train
