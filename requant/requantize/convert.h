// A whole conversion: the passes in their order.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "requant/base/progress.h"
#include "requant/exec/executor.h"
#include "requant/requantize/draft.h"
#include "requant/requantize/fit_layer.h"
#include "requant/requantize/noise_gain.h"
#include "requant/requantize/statistics.h"
#include "requant/target/target.h"

namespace requant::requantize {

// The passes that may be left out.
struct PassSelection {
  bool fit_rows = true;
  bool equalize = true;
  bool fold_offsets = true;
  bool solve_scales = true;
  FitOptions fit;
};

// How far the inputs can be trusted: those that are like real ones (a user's, images with natural
// statistics) have the means of real ones, so that biases can be corrected by them. Of inputs of an
// unknown kind only the spread is used.
enum class InputKind { realistic, unknown };

// The source on some inputs: shared by conversions of one model to several targets.
class Teacher {
 public:
  // `inputs`: one set of arrays per sample, in the order of the graph's inputs.
  Teacher(Graph source, Arithmetic arithmetic, std::vector<std::vector<Array>> inputs,
          InputKind kind, const ProgressSink& progress = {},
          exec::Executor executor = exec::Executor::fast);

  const Graph& graph() const { return draft_.source; }
  const Draft& draft() const { return draft_; }
  const Arithmetic& arithmetic() const { return arithmetic_; }
  exec::Executor executor() const { return executor_; }
  std::span<const std::vector<Array>> inputs() const { return inputs_; }
  const Statistics& statistics() const { return statistics_; }
  const NoiseGains& gains() const { return gains_; }
  InputKind input_kind() const { return kind_; }

 private:
  Arithmetic arithmetic_;
  exec::Executor executor_;
  std::vector<std::vector<Array>> inputs_;
  InputKind kind_;
  Draft draft_;
  Statistics statistics_;
  NoiseGains gains_;
};

struct Conversion {
  Graph graph;
  Draft draft;             // grids, gains and offsets of the result
  double sqnr_db = 0;      // at the ends of the graph, on the teacher's inputs
  bool equalized = false;  // whether the channel gains are those of equalize
};

// A source that the target takes as it is keeps every integer, unless the target rounds down.
// Where both kinds of channel gains can help (fit_rows changes few rows and keeps the others'
// integers, equalize changes all), converts with each, and keeps the result whose simulation is
// nearer to the source.
Conversion convert(const Teacher& teacher, const Target& target, const PassSelection& passes,
                   const ProgressSink& progress);

}  // namespace requant::requantize
