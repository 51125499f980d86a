// What a quantized branch costs next to a plain float one: forward and backward pass of the same
// network and images, in turn. The counter `ratio` is time over time of the same run.
#include <benchmark/benchmark.h>
#include <torch/torch.h>

#include <chrono>

#include "requant/precision/architectures/architectures.h"
#include "requant/train/differentiable.h"
#include "requant/train/prepare_network.h"

namespace requant::train {
namespace {

constexpr int kBatch = 128;

struct Case {
  const char* arch;
  Shape input;
};

const Case kCases[] = {{"resnet8", {1, 28, 28, 1}}, {"resnet20", {1, 32, 32, 3}}};

double seconds_of(const Differentiable& network, const torch::Tensor& images,
                  const torch::Tensor& labels, const Branch& branch) {
  const auto start = std::chrono::steady_clock::now();
  torch::nn::functional::cross_entropy(network.forward(images, branch), labels).backward();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void branch_cost(benchmark::State& state) {
  const Case& which = kCases[state.range(0)];
  const int bits = static_cast<int>(state.range(1));
  Model model;
  model.graph = precision::float_network(which.arch, which.input, 10, 1);
  Differentiable network(prepare_network(std::move(model), {{128}, {64}}, {}), torch::kCPU);
  const Shape& shape = which.input;
  const torch::Tensor images =
      torch::randn({kBatch, shape[1], shape[2], shape[3]}).permute({0, 3, 1, 2});
  const torch::Tensor labels =
      torch::randint(0, 10, {kBatch}, torch::TensorOptions().dtype(torch::kInt64));
  network.start_steps(images);
  const Branch plain{.quantized = false};
  const Branch quantized{.assignment = precision::uniform(network.network().tables, bits)};
  double float_seconds = 0;
  double quantized_seconds = 0;
  seconds_of(network, images, labels, plain);
  seconds_of(network, images, labels, quantized);
  for (auto _ : state) {
    float_seconds += seconds_of(network, images, labels, plain);
    quantized_seconds += seconds_of(network, images, labels, quantized);
  }
  state.SetLabel(which.arch);
  state.counters["ratio"] = quantized_seconds / float_seconds;
  state.counters["float_images_per_second"] =
      static_cast<double>(state.iterations()) * kBatch / float_seconds;
}

BENCHMARK(branch_cost)
    ->ArgNames({"network", "bits"})
    ->ArgsProduct({{0, 1}, {8, 4, 2}})
    ->Unit(benchmark::kMillisecond)
    ->MinTime(10);

}  // namespace
}  // namespace requant::train
