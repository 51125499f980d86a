#include "requant/search/image_scorer.h"

#include <algorithm>

#include "requant/base/error.h"
#include "requant/base/parallel.h"
#include "requant/data/metrics.h"
#include "requant/measure/evaluate.h"
#include "requant/precision/lower.h"
#include "requant/search/shared_program.h"

namespace requant::search {
namespace {

// Bytes of weights that are prepared at the same time.
constexpr std::size_t kLargestBatch = std::size_t{1} << 28;

std::size_t constant_bytes(const Graph& graph) {
  std::size_t bytes = 0;
  for (const Tensor& tensor : graph.tensors) {
    if (tensor.is_constant()) bytes += tensor.data->size();
  }
  return bytes;
}

}  // namespace

ScoringImages load_scoring_images(const precision::Network& network, const data::Dataset& dataset,
                                  const data::Preprocess& preprocess, std::size_t first,
                                  std::size_t count) {
  const Model model =
      precision::lower(network, precision::uniform(network.tables, precision::kMaxBits));
  ScoringImages images;
  images.description = dataset.description();
  if (first > 0) images.description += " behind the first " + std::to_string(first);
  images.inputs.resize(count);
  parallel_for(count, [&](std::size_t i) {
    images.inputs[i] = preprocess.apply(model.graph, dataset.sample(first + i));
  });
  if (!dataset.labelled()) return images;
  const std::int64_t offset =
      measure::find_label_offset(dataset, first + count, measure::class_count(model.graph));
  for (std::size_t i = 0; i < count; ++i)
    images.labels.push_back(*dataset.label(first + i) + offset);
  return images;
}

ImageScorer::ImageScorer(const precision::Network& network, const Target& target,
                         ScoringImages images)
    : network_(network),
      target_(target),
      images_(std::move(images)),
      labelled_(!images_.labels.empty()) {
  if (labelled_) {
    wanted_ = images_.labels;
    return;
  }
  const auto widest = precision::uniform(network.tables, precision::kMaxBits);
  wanted_ = predictions(std::span(&widest, 1))[0];
}

std::string ImageScorer::how() const {
  const std::string images =
      std::to_string(images_.inputs.size()) + " images of " + images_.description;
  const std::string what = labelled_ ? "Top-1 on " + images + "."
                                     : "Agreement with the predictions of the widest uniform "
                                       "assignment, on " +
                                           images + " (labels were not used).";
  return what + " Every candidate was run in the integer arithmetic of " + target_.name + ".";
}

std::vector<std::vector<std::int64_t>> ImageScorer::predictions(
    std::span<const precision::PrecisionAssignment> assignments) const {
  std::vector<std::vector<std::int64_t>> result(assignments.size(),
                                                std::vector<std::int64_t>(images_.inputs.size()));
  std::vector<Graph> graphs;
  std::size_t first = 0;
  std::size_t bytes = 0;
  const auto run = [&] {
    const SharedProgram program(graphs, target_.arithmetic);
    const auto& quantization = graphs[0].tensor(graphs[0].outputs[0]).quantization;
    program.run(images_.inputs, [&](std::size_t graph, std::size_t input, const Array& output) {
      result[first + graph][input] = data::arg_max(real_values(output, quantization));
    });
    first += graphs.size();
    graphs.clear();
    bytes = 0;
  };
  for (const auto& assignment : assignments) {
    graphs.push_back(precision::lower(network_, assignment).graph);
    bytes += constant_bytes(graphs.back());
    if (bytes >= kLargestBatch) run();
  }
  if (!graphs.empty()) run();
  return result;
}

std::vector<double> ImageScorer::score(
    std::span<const precision::PrecisionAssignment> assignments) const {
  std::vector<double> scores;
  for (const auto& classes : predictions(assignments)) {
    std::size_t hits = 0;
    for (std::size_t i = 0; i < classes.size(); ++i)
      hits += static_cast<std::size_t>(classes[i] == wanted_[i]);
    scores.push_back(100.0 * static_cast<double>(hits) / static_cast<double>(classes.size()));
  }
  return scores;
}

}  // namespace requant::search
