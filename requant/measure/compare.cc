#include "requant/measure/compare.h"

#include <limits>

#include "requant/base/parallel.h"
#include "requant/measure/evaluate.h"
#include "requant/measure/sample_comparer.h"

namespace requant::measure {
namespace {

constexpr double kPoorDb = 20;
// Samples whose layers are compared; more of them change little and take most of the time.
constexpr std::size_t kLayerSamples = 64;

double percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

LayerError layer_error(const TensorError& error, const Tensor& tensor, const std::string& op) {
  LayerError layer{tensor.name, op, error.sqnr.db(), percent(error.exact, error.elements),
                   error.max_lsb};
  if (!is_integer(tensor.type)) layer.max_lsb = std::numeric_limits<double>::quiet_NaN();
  return layer;
}

void add_layers(Comparison& comparison, const SampleComparer& comparer, const Graph& source,
                const Graph& result, const std::vector<SampleResult>& samples) {
  for (std::size_t p = 0; p < comparer.pairs().size(); ++p) {
    const TensorPair& pair = comparer.pairs()[p];
    TensorError sum;
    for (const auto& sample : samples) sum.add(sample.layers[p]);
    if (sum.elements == 0) continue;
    LayerError layer = layer_error(sum, result.tensor(pair.result), pair.op);
    layer.tensor = source.tensor(pair.source).name;
    const std::size_t index = comparison.layers.size();
    if (!comparison.first_difference && sum.exact < sum.elements) {
      comparison.first_difference = index;
    }
    if (!comparison.first_below_20_db && layer.sqnr_db < kPoorDb) {
      comparison.first_below_20_db = index;
    }
    comparison.layers.push_back(std::move(layer));
  }
}

void add_top1(Comparison& comparison, const data::Dataset& dataset, std::int64_t classes,
              const std::vector<SampleResult>& samples) {
  comparison.label_offset = find_label_offset(dataset, samples.size(), classes);
  std::size_t source = 0;
  std::size_t result = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::int64_t label = *dataset.label(i) + comparison.label_offset;
    if (samples[i].class_source == label) ++source;
    if (samples[i].class_result == label) ++result;
  }
  comparison.top1_source = percent(source, samples.size());
  comparison.top1_result = percent(result, samples.size());
}

}  // namespace

Comparison compare(const Side& source, const Side& result, const data::Dataset& dataset,
                   const data::Preprocess& source_preprocess, std::size_t limit,
                   const ProgressSink& progress) {
  const SampleComparer comparer(source, result, source_preprocess);
  std::vector<SampleResult> samples(sample_count(dataset, limit));
  ProgressCounter counter("compare", samples.size(), progress);
  parallel_for(samples.size(), [&](std::size_t i) {
    samples[i] = comparer.run(dataset.sample(i), i < kLayerSamples);
    counter.advance();
  });

  Comparison comparison;
  comparison.images = samples.size();
  comparison.classifier = comparer.classifier();
  TensorError output;
  data::Sqnr centred_logits;
  std::size_t same_class = 0;
  for (const auto& sample : samples) {
    output.add(sample.output);
    centred_logits.add(sample.centred_logits);
    if (sample.class_source == sample.class_result) ++same_class;
  }
  comparison.output_sqnr_db = output.sqnr.db();
  if (comparer.classifier()) {
    comparison.agreement = percent(same_class, samples.size());
    comparison.sqnr_db = centred_logits.db();
  } else {
    comparison.agreement = percent(output.exact, output.elements);
    comparison.sqnr_db = output.sqnr.db();
  }
  add_layers(comparison, comparer, source.model.graph, result.model.graph, samples);
  if (comparer.classifier() && dataset.labelled()) {
    add_top1(comparison, dataset, class_count(source.model.graph), samples);
  }
  return comparison;
}

}  // namespace requant::measure
