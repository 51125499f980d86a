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

// How layers are weighed against each other where scales are solved: by propagated variances, or
// each by its own error alone (relative_gains).
enum class Weighing { propagated, relative };

enum class Gains { none, rows, equalized };

// One way to convert.
struct Proposal {
  Gains gains = Gains::none;
  Weighing weighing = Weighing::propagated;
};

Conversion convert_as(const Proposal& proposal, const Teacher& teacher, const Target& target,
                      const PassSelection& passes, const ProgressSink& progress) {
  Conversion result;
  result.equalized = proposal.gains == Gains::equalized;
  Draft& draft = result.draft;
  draft = teacher.draft();
  const Statistics& statistics = teacher.statistics();
  const NoiseGains& gains = teacher.gains();
  if (proposal.gains == Gains::rows) fit_rows(draft, target, statistics);
  if (proposal.gains == Gains::equalized) equalize(draft, target, statistics, gains);
  choose_storage(draft, target, passes.fold_offsets);
  // Scales depend on where sums put the grids, and offsets on the scales.
  solve_offsets(draft, target, statistics);
  if (passes.solve_scales) {
    solve_scales(
        draft, target, statistics,
        proposal.weighing == Weighing::relative ? relative_gains(draft, statistics, gains) : gains);
  }
  solve_offsets(draft, target, statistics);
  FitOptions fit = passes.fit;
  if (teacher.input_kind() == InputKind::unknown) fit.correct_bias = false;
  Fit fitted = fit_layers(draft, emit(draft, target), target, teacher.arithmetic(),
                          teacher.inputs(), gains, fit, progress, teacher.executor());
  result.graph = std::move(fitted.graph);
  result.sqnr_db = fitted.sqnr_db;
  return result;
}

bool has_row_scales(const Draft& draft) {
  return std::any_of(draft.layers.begin(), draft.layers.end(),
                     [](const auto& layer) { return layer.second.has_row_scales(); });
}

// The proposals worth a try. Where the source's own weight scales stay, its integers stay too, and
// there is nothing to equalize.
std::vector<Proposal> proposals(const Teacher& teacher, const Target& target,
                                const PassSelection& passes) {
  const bool per_tensor = target.weight.granularity == Granularity::per_tensor;
  const bool free = target.scale_form == ScaleForm::free;
  const Gains rows = per_tensor && passes.fit_rows ? Gains::rows : Gains::none;
  const Gains equalized = per_tensor && passes.equalize ? Gains::equalized : rows;
  if (!free && per_tensor && passes.solve_scales) {
    return {{equalized, Weighing::propagated}, {equalized, Weighing::relative}};
  }
  if (equalized != rows && (!free || has_row_scales(teacher.draft()))) {
    return {{rows, Weighing::propagated}, {equalized, Weighing::propagated}};
  }
  return {{rows, Weighing::propagated}};
}

bool rounds_to_nearest(const Target& target) {
  return std::ranges::all_of(target.arithmetic.rules(), [](const auto& entry) {
    const arith::Rounding rounding = entry.second.rescale.rounding;
    return rounding != arith::Rounding::floor && rounding != arith::Rounding::toward_zero;
  });
}

// The target takes the source as it is. Arithmetic that rounds down shifts every layer by half a
// step, which biases have to make good.
bool can_stay(const Graph& source, const Target& target) {
  return rounds_to_nearest(target) && obstacles(source, target).empty();
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
  if (can_stay(teacher.graph(), target))
    return {.graph = teacher.graph(), .draft = teacher.draft()};
  std::optional<Conversion> best;
  for (const Proposal& proposal : proposals(teacher, target, passes)) {
    Conversion next = convert_as(proposal, teacher, target, passes, progress);
    // A result without ends to compare has no number, and the first proposal stays.
    if (!best || next.sqnr_db > best->sqnr_db) best = std::move(next);
  }
  return std::move(*best);
}

}  // namespace requant::requantize
