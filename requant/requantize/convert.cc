#include "requant/requantize/convert.h"

#include <algorithm>
#include <optional>

#include "requant/requantize/equalize.h"
#include "requant/requantize/fit.h"
#include "requant/requantize/fit_rows.h"
#include "requant/requantize/noise_gain.h"
#include "requant/requantize/offsets.h"
#include "requant/requantize/scale_solver.h"
#include "requant/requantize/storage.h"

namespace requant::requantize {

namespace {

enum class Gains { none, rows, equalized };

Conversion convert_with(Gains kind, const Teacher& teacher, const Target& target,
                        const PassSelection& passes, const ProgressSink& progress) {
  Conversion result;
  result.equalized = kind == Gains::equalized;
  Draft& draft = result.draft;
  draft = teacher.draft();
  const Statistics& statistics = teacher.statistics();
  const NoiseGains& gains = teacher.gains();
  if (kind == Gains::rows) fit_rows(draft, target, statistics);
  if (kind == Gains::equalized) equalize(draft, target, statistics, gains);
  choose_storage(draft, target, passes.fold_offsets);
  // Scales depend on where sums put the grids, and offsets on the scales.
  solve_offsets(draft, target, statistics, gains);
  if (passes.solve_scales) solve_scales(draft, target, statistics, gains);
  solve_offsets(draft, target, statistics, gains);
  FitOptions fit = passes.fit;
  if (teacher.input_kind() == InputKind::unknown) fit.correct_bias = false;
  Fit fitted = fit_layers(draft, emit(draft, target), target, teacher.arithmetic(),
                          teacher.inputs(), gains, fit, progress, teacher.executor());
  result.graph = std::move(fitted.graph);
  result.sqnr_db = fitted.sqnr_db;
  return result;
}

bool has_row_scales(const Draft& draft) {
  return std::any_of(draft.layers.begin(), draft.layers.end(), [](const auto& layer) {
    const auto& scales = layer.second.row_scale;
    return std::any_of(scales.begin(), scales.end(), [&](double s) { return s != scales[0]; });
  });
}

// The kinds of gains worth a try. Where the source's own weight scales stay, its integers stay too,
// and there is nothing to equalize.
std::vector<Gains> candidates(const Teacher& teacher, const Target& target,
                              const PassSelection& passes) {
  if (target.weight.granularity != Granularity::per_tensor) return {Gains::none};
  std::vector<Gains> result{passes.fit_rows ? Gains::rows : Gains::none};
  if (passes.equalize &&
      (target.scale_form != ScaleForm::free || has_row_scales(teacher.draft()))) {
    result.push_back(Gains::equalized);
  }
  return result;
}

}  // namespace

Teacher::Teacher(Graph source, Arithmetic arithmetic, std::vector<std::vector<Array>> inputs,
                 InputKind kind, const ProgressSink& progress, exec::Executor executor)
    : arithmetic_(std::move(arithmetic)),
      executor_(executor),
      inputs_(std::move(inputs)),
      kind_(kind),
      draft_(make_draft(source)) {
  const auto program = exec::prepare(draft_.source, arithmetic_, executor_);
  statistics_ = gather_statistics(draft_, *program, inputs_, progress);
  gains_ = noise_gains(draft_, statistics_);
}

Conversion convert(const Teacher& teacher, const Target& target, const PassSelection& passes,
                   const ProgressSink& progress) {
  std::optional<Conversion> best;
  for (const Gains kind : candidates(teacher, target, passes)) {
    Conversion next = convert_with(kind, teacher, target, passes, progress);
    // A result without ends to compare has no number.
    if (!best || next.sqnr_db > best->sqnr_db) best = std::move(next);
  }
  return std::move(*best);
}

}  // namespace requant::requantize
