#include "requant/search/image_scorer.h"

#include <numeric>

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
  const std::int64_t classes = measure::class_count(model.graph);
  const std::int64_t offset = measure::find_label_offset(dataset, first + count, classes);
  for (std::size_t i = first; i < first + count; ++i) {
    images.labels.push_back(*dataset.label(i) + offset);
    if (images.labels.back() >= 0 && images.labels.back() < classes) continue;
    throw Error(dataset.description() + ": there is a label " + std::to_string(*dataset.label(i)) +
                ", and the network scores " + std::to_string(classes) + " classes");
  }
  return images;
}

ImageScorer::ImageScorer(const precision::Network& network, const Target& target,
                         ScoringImages images, Measure measure)
    : network_(network),
      target_(target),
      images_(std::move(images)),
      measure_(measure),
      labelled_(!images_.labels.empty()),
      wanted_(images_.labels) {
  if (labelled_) return;
  widest_.resize(images_.inputs.size());
  const auto widest = precision::uniform(network.tables, precision::kMaxBits);
  run(std::span(&widest, 1),
      [&](std::size_t, std::size_t image, Logits logits) { widest_[image] = std::move(logits); });
  for (const Logits& logits : widest_) wanted_.push_back(data::arg_max(logits));
}

std::string ImageScorer::name() const {
  if (measure_ == Measure::accuracy) return labelled_ ? "top-1" : "agreement";
  return labelled_ ? "log-likelihood" : "divergence (negative)";
}

std::string ImageScorer::how() const {
  const std::string images =
      std::to_string(images_.inputs.size()) + " images of " + images_.description;
  const std::string unlabelled = images + " (labels were not used). ";
  const std::string run =
      "Every candidate was run in the integer arithmetic of " + target_.name + ".";
  if (measure_ == Measure::accuracy) {
    return (labelled_ ? "Top-1 on " + images + ". "
                      : "Agreement with the predictions of the widest uniform assignment, on " +
                            unlabelled) +
           run;
  }
  return (labelled_ ? "Log-likelihood of the labels (minus the cross entropy) of " + images + ". "
                    : "Minus the divergence from the probabilities of the widest uniform "
                      "assignment, on " +
                          unlabelled) +
         run;
}

void ImageScorer::run(std::span<const precision::PrecisionAssignment> assignments,
                      const LogitSink& sink) const {
  std::vector<Graph> graphs;
  std::size_t first = 0;
  std::size_t bytes = 0;
  const auto run_graphs = [&] {
    const SharedProgram program(graphs, target_.arithmetic);
    const auto& quantization = graphs[0].tensor(graphs[0].outputs[0]).quantization;
    program.run(images_.inputs, [&](std::size_t graph, std::size_t input, const Array& output) {
      sink(first + graph, input, real_values(output, quantization));
    });
    first += graphs.size();
    graphs.clear();
    bytes = 0;
  };
  for (const auto& assignment : assignments) {
    graphs.push_back(precision::lower(network_, assignment).graph);
    bytes += constant_bytes(graphs.back());
    if (bytes >= kLargestBatch) run_graphs();
  }
  if (!graphs.empty()) run_graphs();
}

double ImageScorer::value(std::size_t image, const Logits& logits) const {
  if (measure_ == Measure::accuracy) return data::arg_max(logits) == wanted_[image] ? 1 : 0;
  if (!labelled_) return -data::divergence(widest_[image], logits);
  return data::log_softmax(logits).at(static_cast<std::size_t>(wanted_[image]));
}

std::vector<double> ImageScorer::score(
    std::span<const precision::PrecisionAssignment> assignments) const {
  const std::size_t count = images_.inputs.size();
  std::vector<std::vector<double>> values(assignments.size(), std::vector<double>(count));
  run(assignments, [&](std::size_t assignment, std::size_t image, const Logits& logits) {
    values[assignment][image] = value(image, logits);
  });
  std::vector<double> scores;
  for (const auto& of_images : values) {
    const double sum = std::accumulate(of_images.begin(), of_images.end(), 0.0);
    const double mean = sum / static_cast<double>(count);
    scores.push_back(measure_ == Measure::accuracy ? 100 * mean : mean);
  }
  return scores;
}

}  // namespace requant::search
