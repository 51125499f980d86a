#include "requant/exec/fast/peak.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include "requant/exec/fast/simd/kernels.h"
#include "requant/exec/fast/simd/target.h"

namespace requant::exec::fast {

double measured_peak() {
  simd_target();  // selects it
  const Compute& simd = compute();
  constexpr std::size_t kRows = 6;
  constexpr std::size_t kPairs = 192;
  constexpr int kTrials = 40;
  constexpr int kRepeats = 200;
  const std::size_t width = simd.panel_channels;
  const std::vector<std::int16_t> values(kRows * 2 * kPairs, 3);
  const std::vector<std::int16_t> weights(2 * kPairs * width, 2);
  const std::vector<std::int32_t> rows(kStageRows * width, 0);
  std::vector<std::int8_t> output(kRows * width);
  const std::int16_t* places[kRows];
  for (std::size_t r = 0; r < kRows; ++r) places[r] = values.data() + r * 2 * kPairs;
  const std::ptrdiff_t segment = 0;
  const StageKind kind = StageKind::real;
  const GemmTask task{places,
                      kRows,
                      &segment,
                      1,
                      kPairs,
                      weights.data(),
                      {rows.data(), &kind, 0, -128, 127, Stored::int8},
                      width,
                      reinterpret_cast<std::byte*>(output.data()),
                      width};
  double best = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kRepeats; ++i) simd.gemm(task);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    best = std::max(best, static_cast<double>(kRepeats * kRows * 2 * kPairs * width) /
                              std::max(time.count(), 1e-9));
  }
  return best;
}

}  // namespace requant::exec::fast
