// The accuracy of a model on a dataset.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "requant/base/progress.h"
#include "requant/data/dataset.h"
#include "requant/data/preprocess.h"
#include "requant/exec/program.h"

namespace requant::measure {

// Top-1 and top-5 in percent over the labelled samples.
struct Accuracy {
  double top1 = 0;
  double top5 = 0;
  std::size_t images = 0;
  double images_per_second = 0;
  std::int64_t label_offset =
      0;  // added to the dataset's labels (1: class 0 is a background class)
};

// Runs the first `limit` samples (0: all) on all threads. Throws Error where the dataset has no
// labels or the model's first output is not one vector of class scores.
Accuracy evaluate(const Model& model, const exec::Program& program, const data::Dataset& dataset,
                  const data::Preprocess& preprocess, std::size_t limit,
                  const ProgressSink& progress);

// The tensor that holds a classifier's logits: the input of the softmax or logistic that the first
// graph output is computed from (through reshapes, quantizes and dequantizes), or that output
// itself where there is none.
TensorId logits(const Graph& graph);

// The number of classes that the first output scores: its elements, where it is one vector of more
// than one; else 0.
std::int64_t class_count(const Graph& graph);

// What is added to the labels of the first `count` samples for a model of that many classes
// (data::label_offset). Throws Error where a label is beyond the classes.
std::int64_t find_label_offset(const data::Dataset& dataset, std::size_t count,
                               std::int64_t classes);

// The number of samples to take: `limit`, or all where it is 0 or more than there are.
std::size_t sample_count(const data::Dataset& dataset, std::size_t limit);

}  // namespace requant::measure
