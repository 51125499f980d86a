// A model against the one it was made from: how far they are apart, and where they part.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "requant/base/progress.h"
#include "requant/data/dataset.h"
#include "requant/data/preprocess.h"
#include "requant/exec/program.h"

namespace requant::measure {

// One of the two models, and how it runs.
struct Side {
  const Model& model;
  const exec::Program& program;
};

// One tensor that both models have (same name and shape), over all samples. Compared are real
// values; what the result changes by intention is undone first (measure/change.h).
struct LayerError {
  std::string tensor;
  std::string op;      // of the source, that writes it
  double sqnr_db = 0;  // sum of squared source values over the sum of squared differences
  // Elements, in percent, that hold what the source's value is when rounded (ties to even) and
  // saturated to the result's own grid. On equal grids: equal stored values.
  double exact = 0;
  double max_lsb = 0;  // greatest difference, in steps of the result's grid; NaN for floats
};

struct Comparison {
  std::size_t images = 0;
  bool classifier = false;
  // Classifiers: samples, in percent, whose greatest score is at the same index. Others: equal
  // elements (as LayerError::exact) of the first output.
  double agreement = 0;
  // Of the logits, with each sample's mean taken off both sides (where the model is no classifier:
  // of the first output as it is). Signal and noise are summed over all samples.
  double sqnr_db = 0;
  double output_sqnr_db = 0;                       // of the first output as it is
  std::optional<double> top1_source, top1_result;  // in percent, where the data is labelled
  std::int64_t label_offset = 0;
  // In the order in which the source computes them; on the first 64 samples.
  std::vector<LayerError> layers;
  std::optional<std::size_t> first_difference;  // index of the first layer that is not all exact
  std::optional<std::size_t> first_below_20_db;
};

// Runs both on the first `limit` samples (0: all), on all threads. Samples are prepared for the
// source; the result gets the same real values in the form of its own input. Figures do not depend
// on the number of threads. Throws Error where the models' inputs or first outputs differ in shape.
Comparison compare(const Side& source, const Side& result, const data::Dataset& dataset,
                   const data::Preprocess& source_preprocess, std::size_t limit,
                   const ProgressSink& progress);

}  // namespace requant::measure
