// Candidates a second: integer inference with shared beginnings next to the trainer's evaluation in
// floating point, of the same assignments on the same images, in turn. The counter `ratio` is time
// over time of the same run; `alone` the same for integer inference of one candidate at a time.
#include <benchmark/benchmark.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>

#include "requant/base/random.h"
#include "requant/precision/architectures/architectures.h"
#include "requant/search/image_scorer.h"
#include "requant/train/evaluation.h"
#include "requant/train/mixtures.h"
#include "requant/train/prepare_network.h"
#include "requant/train/statistics.h"

namespace requant {
namespace {

constexpr std::size_t kImages = 512;
constexpr int kCandidates = 32;

struct Case {
  const char* arch;
  Shape input;
};

const Case kCases[] = {{"resnet8", {1, 28, 28, 1}}, {"resnet20", {1, 32, 32, 3}}};

precision::Network started_network(const Case& which) {
  Model model;
  model.graph = precision::float_network(which.arch, which.input, 10, 1);
  train::Differentiable network(train::prepare_network(std::move(model), {{128}, {64}}, {}),
                                torch::kCPU);
  const Shape& shape = which.input;
  network.start_steps(torch::randn({64, shape[1], shape[2], shape[3]}).permute({0, 3, 1, 2}));
  precision::Network result;
  network.store(result);
  for (auto& layer : result.tables.layers) {
    const std::size_t channels =
        layer.affine.empty() ? 0 : layer.affine.begin()->second.gain.size();
    layer.statistics = {std::vector<float>(channels, 0.0F), std::vector<float>(channels, 0.0F), {}};
  }
  return result;
}

// Children of one another, as those of a generation.
std::vector<precision::PrecisionAssignment> candidates(const precision::Tables& tables) {
  Random random(1);
  std::vector<precision::PrecisionAssignment> result;
  for (int i = 0; i < kCandidates; ++i) {
    auto drawn =
        train::draw_mixture(tables, train::even_odds(tables), train::Mixtures::equal, random);
    if (i % 4 > 0) {
      const auto& parent = result[static_cast<std::size_t>(i) - 1].layers;
      const auto cut = static_cast<std::ptrdiff_t>(
          random.integer(0, static_cast<std::int64_t>(parent.size()) - 1));
      std::copy(parent.begin(), parent.begin() + cut, drawn.layers.begin());
    }
    result.push_back(std::move(drawn));
  }
  std::ranges::sort(result);
  return result;
}

template <typename Work>
double seconds_of(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void candidates_per_second(benchmark::State& state) {
  const Case& which = kCases[state.range(0)];
  const precision::Network network = started_network(which);
  const Target target = load_target("mixed-precision");
  const train::Differentiable trained(network, torch::kCPU);
  Random random(2);
  search::ScoringImages images;
  for (std::size_t i = 0; i < kImages; ++i) {
    Array image(DataType::int8, which.input);
    for (auto& value : image.as<std::int8_t>()) {
      value = static_cast<std::int8_t>(random.integer(-128, 127));
    }
    images.inputs.push_back(std::move(image));
    images.labels.push_back(random.integer(0, 9));
  }
  const Shape& shape = which.input;
  std::vector<train::LabelledBatch> batches;
  for (std::size_t i = 0; i < kImages; i += train::kPassImages) {
    batches.push_back(
        {torch::randn({train::kPassImages, shape[1], shape[2], shape[3]}).permute({0, 3, 1, 2}),
         torch::zeros({train::kPassImages}, torch::kInt64)});
  }
  const search::ImageScorer scorer(network, target, std::move(images), search::Measure::accuracy);
  const auto all = candidates(network.tables);
  double trainer_seconds = 0;
  double shared_seconds = 0;
  double alone_seconds = 0;
  for (auto _ : state) {
    trainer_seconds += seconds_of([&] {
      for (const auto& one : all) train::evaluate(trained, network.tables, one, batches);
    });
    shared_seconds += seconds_of([&] { scorer.score(all); });
    alone_seconds += seconds_of([&] {
      for (const auto& one : all) scorer.score(std::span(&one, 1));
    });
  }
  state.SetLabel(which.arch);
  const double runs = static_cast<double>(state.iterations()) * kCandidates;
  state.counters["ratio"] = trainer_seconds / shared_seconds;
  state.counters["alone"] = trainer_seconds / alone_seconds;
  state.counters["candidates_per_second"] = runs / shared_seconds;
}

BENCHMARK(candidates_per_second)
    ->ArgName("network")
    ->DenseRange(0, 1)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace requant
