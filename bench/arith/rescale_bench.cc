// How fast accumulators are rescaled, by the form of the multiplier.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "requant/arith/rescale.h"
#include "requant/base/random.h"

namespace requant::arith {
namespace {

constexpr std::size_t kCount = 4096;

std::vector<std::int64_t> accumulators() {
  Random random(1);
  std::vector<std::int64_t> result(kCount);
  for (auto& value : result) value = random.integer(-(1 << 20), 1 << 20);
  return result;
}

void rescale_all(benchmark::State& state, const RescaleRule& rule) {
  const auto values = accumulators();
  const Rescale rescale = make_rescale(0.0037, rule);
  for (auto _ : state) {
    std::int64_t sum = 0;
    for (const auto value : values) sum += rescale.apply(value);
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kCount));
}

RescaleRule rule(MultiplierForm form, bool double_rounding) {
  RescaleRule result;
  result.form = form;
  result.double_rounding = double_rounding;
  result.rounding = double_rounding ? Rounding::half_away : Rounding::half_up;
  return result;
}

BENCHMARK_CAPTURE(rescale_all, fixed_point_double_rounding,
                  rule(MultiplierForm::fixed_point, true));
BENCHMARK_CAPTURE(rescale_all, fixed_point_single_rounding,
                  rule(MultiplierForm::fixed_point, false));
BENCHMARK_CAPTURE(rescale_all, float32, rule(MultiplierForm::float32, false));
BENCHMARK_CAPTURE(rescale_all, power_of_two, rule(MultiplierForm::power_of_two, false));

}  // namespace
}  // namespace requant::arith
