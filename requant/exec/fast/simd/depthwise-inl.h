// Depthwise convolution of one output row. Included once for each instruction set.
#if defined(REQUANT_EXEC_FAST_SIMD_DEPTHWISE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REQUANT_EXEC_FAST_SIMD_DEPTHWISE_INL_H_
#undef REQUANT_EXEC_FAST_SIMD_DEPTHWISE_INL_H_
#else
#define REQUANT_EXEC_FAST_SIMD_DEPTHWISE_INL_H_
#endif

#include <utility>

#include "requant/exec/fast/simd/gemm-inl.h"

HWY_BEFORE_NAMESPACE();
namespace requant::exec::fast::HWY_NAMESPACE {

// One position's sums; each pair of taps is interleaved, so that one multiplication adds both.
HWY_INLINE void add_taps(RowSums& sums, const std::int16_t* first, const std::int16_t* second,
                         V16 weights_low, V16 weights_high) {
  const D32 d;
  const D16 d16;
  const V16 a = hn::LoadU(d16, first);
  const V16 b = hn::LoadU(d16, second);
  sums.low = hn::ReorderWidenMulAccumulate(d, hn::InterleaveLower(d16, a, b), weights_low, sums.low,
                                           sums.low_rest);
  sums.high = hn::ReorderWidenMulAccumulate(d, hn::InterleaveUpper(d16, a, b), weights_high,
                                            sums.high, sums.high_rest);
}

template <typename Stage, std::size_t... x>
HWY_INLINE void sum_positions(const DepthwiseTask& task, const std::int16_t* weights,
                              const std::int32_t* bias, const Stage& stage, std::size_t position,
                              std::size_t first, std::index_sequence<x...>) {
  const D16 d16;
  RowSums sums[sizeof...(x)];
  (sums[x].start(bias), ...);
  const std::int16_t* input = task.input + static_cast<std::ptrdiff_t>(position) * task.step +
                              static_cast<std::ptrdiff_t>(first);
  for (std::size_t p = 0; p < task.tap_pairs; ++p) {
    const V16 low = hn::LoadU(d16, weights);
    const V16 high = hn::LoadU(d16, weights + 2 * kLanes);
    const std::int16_t* a = input + task.taps[2 * p];
    const std::int16_t* b = input + task.taps[2 * p + 1];
    (add_taps(sums[x], a + static_cast<std::ptrdiff_t>(x) * task.step,
              b + static_cast<std::ptrdiff_t>(x) * task.step, low, high),
     ...);
    weights += 4 * kLanes;
  }
  const std::size_t bytes = stored_size(task.stage.type);
  const std::size_t count = task.channels - first;
  (stage(sums[x].sum_low(), sums[x].sum_high(),
         task.output + ((position + x) * task.channels + first) * bytes, count),
   ...);
}

struct DepthwiseBody {
  const DepthwiseTask& task;
  std::size_t panel;
  template <typename Stage>
  void operator()(const Stage& stage) const {
    const std::size_t first = panel * 2 * kLanes;
    const std::int16_t* weights = task.weights + panel * task.tap_pairs * 4 * kLanes;
    const std::int32_t* bias = task.stage.rows + panel * kStageRows * 2 * kLanes;
    std::size_t x = 0;
    for (; x + 4 <= task.positions; x += 4) {
      sum_positions(task, weights, bias, stage, x, first, std::make_index_sequence<4>());
    }
    for (; x < task.positions; ++x) {
      sum_positions(task, weights, bias, stage, x, first, std::make_index_sequence<1>());
    }
  }
};

inline void depthwise(const DepthwiseTask& task) {
  for (std::size_t panel = 0; panel * 2 * kLanes < task.channels; ++panel) {
    with_stage(task.stage, panel, DepthwiseBody{task, panel});
  }
}

}  // namespace requant::exec::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
