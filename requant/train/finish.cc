#include <torch/torch.h>

#include "requant/precision/float_constant.h"
#include "requant/train/evaluation.h"
#include "requant/train/sensitivity.h"
#include "requant/train/trainer.h"

namespace requant::train {
namespace {

// Images by which uniform assignments are measured, and by which sensitivities are.
constexpr std::size_t kUniformImages = 8192;
constexpr std::size_t kHeldOutImages = 1024;
constexpr std::uint64_t kDrawMixtures = 0x6d69787475726573ULL;

// The float graph's batch normalization: that of the widest precision.
void set_batch_norm(precision::Network& network) {
  const auto widest = precision::uniform(network.tables, precision::kMaxBits);
  for (std::size_t i = 0; i < network.plan.layers.size(); ++i) {
    const precision::Layer& layer = network.plan.layers[i];
    if (layer.batch_norm < 0) continue;
    const precision::Affine& affine = network.tables.layers[i].affine.at(widest.layers[i].weights);
    const precision::Statistics seen =
        precision::statistics(network.tables, widest, static_cast<int>(i));
    Graph& graph = network.model.graph;
    const Node& node = graph.node(layer.batch_norm);
    precision::set_float_values(graph.tensor(node.inputs[1]), affine.gain);
    precision::set_float_values(graph.tensor(node.inputs[2]), affine.bias);
    precision::set_float_values(graph.tensor(node.inputs[3]), seen.mean);
    precision::set_float_values(graph.tensor(node.inputs[4]), seen.variance);
  }
}

// One layer alone below the widest precision.
std::vector<precision::PrecisionAssignment> single_changes(const precision::Tables& tables) {
  const auto widest = precision::uniform(tables, precision::kMaxBits);
  std::vector<precision::PrecisionAssignment> result;
  for (std::size_t i = 0; i < tables.layers.size(); ++i) {
    const auto& layer = tables.layers[i];
    for (std::size_t j = 1; j < layer.weight_bits.size(); ++j) {
      auto one = widest;
      one.layers[i] = {layer.weight_bits[j], layer.activation_bits[j]};
      result.push_back(std::move(one));
    }
  }
  return result;
}

}  // namespace

// The statistics that receivers need, who have no data.
void Trainer::finish(precision::Network& network) {
  network_.store(network);
  precision::Tables& tables = network.tables;
  const ImageLoader plain(plain_batches_, tables, device_);
  const auto uniform_images = images_of(plain.load_first(kUniformImages, kPassImages));
  const auto measure = [&](const precision::PrecisionAssignment& assignment,
                           const std::vector<torch::Tensor>& images) {
    return to_table(assignment, measure_statistics(network_, assignment, images));
  };
  for (const int bits : options_.precisions) {
    tables.measured.push_back(measure(precision::uniform(tables, bits), uniform_images));
  }
  std::vector<precision::MeasuredStatistics> samples = tables.measured;
  const std::span<const torch::Tensor> some(
      uniform_images.data(),
      std::min(uniform_images.size(),
               std::max<std::size_t>(
                   1, static_cast<std::size_t>(options_.statistics_images) / kPassImages)));
  const std::vector<torch::Tensor> mixture_images(some.begin(), some.end());
  Random random(options_.seed ^ kDrawMixtures);
  const Mixtures kind = options_.mixtures == Mixtures::none ? Mixtures::equal : options_.mixtures;
  const WidthOdds odds = even_odds(tables);
  TrainProgress progress;
  progress.phase = "statistics";
  progress.steps = options_.precisions.size() > 1 ? options_.statistics_mixtures : 0;
  for (; progress.step < progress.steps && !stop_asked(); ++progress.step) {
    samples.push_back(measure(draw_mixture(tables, odds, kind, random), mixture_images));
    if (hooks_.progress && others_->rank() == 0) hooks_.progress(progress);
  }
  fit_rules(tables, samples);
  measure_sensitivities(tables, samples);
  set_batch_norm(network);
}

// Of the assignments that the rules of statistics were fitted to, by these rules.
void Trainer::measure_sensitivities(precision::Tables& tables,
                                    std::span<const precision::MeasuredStatistics> samples) {
  const auto held_out =
      ImageLoader(held_out_batches_, tables, device_).load_first(kHeldOutImages, kPassImages);
  const auto loss = [&](const precision::PrecisionAssignment& assignment) {
    return evaluate(network_, tables, assignment, held_out).loss;
  };
  const double best = loss(precision::uniform(tables, precision::kMaxBits));
  std::vector<precision::PrecisionAssignment> assignments;
  for (const auto& sample : samples) assignments.push_back(sample.assignment);
  if (assignments.size() <= options_.precisions.size()) assignments = single_changes(tables);
  std::vector<MixtureLoss> losses;
  TrainProgress progress;
  progress.phase = "sensitivities";
  progress.steps = static_cast<std::int64_t>(assignments.size());
  for (const auto& assignment : assignments) {
    if (stop_asked()) break;
    losses.push_back({assignment, loss(assignment) - best});
    ++progress.step;
    if (hooks_.progress && others_->rank() == 0) hooks_.progress(progress);
  }
  fit_sensitivities(tables, losses, options_.mixtures == Mixtures::independent);
}

}  // namespace requant::train
