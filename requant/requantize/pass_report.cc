#include "requant/requantize/pass_report.h"

namespace requant::requantize {
namespace {

struct Pass {
  const char* name;
  const char* what;
  void (*set)(PassSelection&, bool);
  bool (*matters)(const Target&);
};

bool always(const Target&) { return true; }

constexpr Pass kPasses[] = {
    {"fit_rows", "rows of weights beyond the type's levels, by channel gains",
     [](PassSelection& p, bool on) { p.fit_rows = on; },
     [](const Target& t) { return t.weight.granularity == Granularity::per_tensor; }},
    {"equalize", "channel gains for the whole graph, where the simulation is nearer with them",
     [](PassSelection& p, bool on) { p.equalize = on; },
     [](const Target& t) { return t.weight.granularity == Granularity::per_tensor; }},
    {"fold_offsets", "grids kept under other zero points, offsets in the biases",
     [](PassSelection& p, bool on) { p.fold_offsets = on; },
     [](const Target& t) { return !t.activation.zero_points.empty(); }},
    {"solve_scales", "scales for the whole graph at once",
     [](PassSelection& p, bool on) { p.solve_scales = on; },
     [](const Target& t) { return t.scale_form != ScaleForm::free; }},
    {"correct_weights", "weights rounded for the layer's output",
     [](PassSelection& p, bool on) { p.fit.correct_weights = on; }, always},
    {"correct_bias", "means of output channels kept",
     [](PassSelection& p, bool on) { p.fit.correct_bias = on; }, always},
};

}  // namespace

std::vector<PassStage> pass_stages(const Target& target) {
  PassStage stage{"naive", "every value to the nearest, no pass", {}};
  for (const Pass& pass : kPasses) pass.set(stage.passes, false);
  std::vector<PassStage> stages{stage};
  for (const Pass& pass : kPasses) {
    pass.set(stage.passes, true);
    if (!pass.matters(target)) continue;
    stage.name = pass.name;
    stage.what = pass.what;
    stages.push_back(stage);
  }
  return stages;
}

}  // namespace requant::requantize
