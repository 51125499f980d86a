// How far a result is from its source, each simulated in its own arithmetic.
#pragma once

#include "requant/exec/executor.h"
#include "requant/measure/compare.h"

namespace requant::requantize {

// A comparison, and where it ends: `end` is empty where the models' outputs are compared, else it
// says which ops before them cannot be simulated; what these ops read is compared then.
struct Proof {
  measure::Comparison comparison;
  std::string end;
};

Proof prove(const Model& source, const Arithmetic& source_arithmetic, const Model& result,
            const Arithmetic& result_arithmetic, const data::Dataset& dataset,
            const data::Preprocess& source_preprocess, const ProgressSink& progress,
            exec::Executor executor = exec::Executor::fast);

// The `count` layers that are furthest from the source by SQNR, the worst first.
std::vector<measure::LayerError> worst_layers(const measure::Comparison& comparison,
                                              std::size_t count);

}  // namespace requant::requantize
