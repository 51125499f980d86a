#include "requant/measure/evaluate.h"

#include <algorithm>
#include <chrono>

#include "requant/base/error.h"
#include "requant/base/parallel.h"
#include "requant/data/metrics.h"

namespace requant::measure {
namespace {

struct Hit {
  bool top1 = false;
  bool top5 = false;
};

double percent(const std::vector<Hit>& hits, bool Hit::*which) {
  const auto count =
      std::count_if(hits.begin(), hits.end(), [=](const Hit& h) { return h.*which; });
  return 100.0 * static_cast<double>(count) / static_cast<double>(hits.size());
}

}  // namespace

Accuracy evaluate(const Model& model, const exec::Program& program, const data::Dataset& dataset,
                  const data::Preprocess& preprocess, std::size_t limit,
                  const ProgressSink& progress) {
  const Graph& graph = model.graph;
  if (!dataset.labelled()) {
    throw Error("the data (" + dataset.description() +
                ") has no labels, which accuracy needs; add a labels.csv or a folder a class");
  }
  const std::int64_t classes = class_count(graph);
  if (classes == 0) {
    throw Error(
        "the model's first output is not a vector of class scores, so that it has no "
        "top-1; compare it with another model by 'requant compare'");
  }
  const std::size_t count = sample_count(dataset, limit);
  Accuracy result;
  result.images = count;
  result.label_offset = find_label_offset(dataset, count, classes);
  const auto& quantization = graph.tensor(graph.outputs[0]).quantization;
  std::vector<Hit> hits(count);
  ProgressCounter counter("evaluate", count, progress);
  const auto start = std::chrono::steady_clock::now();
  parallel_for(count, [&](std::size_t i) {
    const Array input = preprocess.apply(graph, dataset.sample(i));
    const auto outputs = program.run({&input, 1});
    const auto scores = real_values(outputs[0], quantization);
    const std::int64_t label = *dataset.label(i) + result.label_offset;
    hits[i] = {data::arg_max(scores) == label, data::in_top_k(scores, label, 5)};
    counter.advance();
  });
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  result.top1 = percent(hits, &Hit::top1);
  result.top5 = percent(hits, &Hit::top5);
  result.images_per_second = static_cast<double>(count) / std::max(seconds.count(), 1e-9);
  return result;
}

}  // namespace requant::measure
