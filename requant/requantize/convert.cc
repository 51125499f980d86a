#include "requant/requantize/convert.h"

#include "requant/requantize/equalize.h"
#include "requant/requantize/fit.h"
#include "requant/requantize/noise_gain.h"
#include "requant/requantize/offsets.h"
#include "requant/requantize/scale_solver.h"
#include "requant/requantize/storage.h"

namespace requant::requantize {

Teacher::Teacher(Graph source, Arithmetic arithmetic, std::vector<std::vector<Array>> inputs,
                 const ProgressSink& progress, exec::Executor executor)
    : arithmetic_(std::move(arithmetic)),
      executor_(executor),
      inputs_(std::move(inputs)),
      draft_(make_draft(source)) {
  const auto program = exec::prepare(draft_.source, arithmetic_, executor_);
  statistics_ = gather_statistics(draft_, *program, inputs_, progress);
  gains_ = noise_gains(draft_, statistics_);
}

Conversion convert(const Teacher& teacher, const Target& target, const PassSelection& passes,
                   const ProgressSink& progress) {
  Conversion result;
  Draft& draft = result.draft;
  draft = teacher.draft();
  const NoiseGains& gains = teacher.gains();
  if (passes.fit_rows && target.weight.granularity == Granularity::per_tensor) {
    fit_rows(draft, target, teacher.statistics());
  }
  choose_storage(draft, target, passes.fold_offsets);
  solve_offsets(draft, target, teacher.statistics(), gains);
  if (passes.solve_scales) solve_scales(draft, target, teacher.statistics(), gains);
  solve_offsets(draft, target, teacher.statistics(), gains);
  result.graph = fit_layers(draft, emit(draft, target), target, teacher.arithmetic(),
                            teacher.inputs(), gains, passes.fit, progress, teacher.executor());
  return result;
}

}  // namespace requant::requantize
