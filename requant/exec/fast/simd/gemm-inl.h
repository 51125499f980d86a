// Matrix products. Included once for each instruction set.
#if defined(REQUANT_EXEC_FAST_SIMD_GEMM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REQUANT_EXEC_FAST_SIMD_GEMM_INL_H_
#undef REQUANT_EXEC_FAST_SIMD_GEMM_INL_H_
#else
#define REQUANT_EXEC_FAST_SIMD_GEMM_INL_H_
#endif

#include <algorithm>
#include <cstring>
#include <utility>

#include "requant/exec/fast/simd/stage-inl.h"

HWY_BEFORE_NAMESPACE();
namespace requant::exec::fast::HWY_NAMESPACE {

// The sums of one row of a tile over a panel. Highway adds the products of a pair to one of two
// sums, which are joined at the end; on x86 the second stays 0.
struct RowSums {
  V32 low, high, low_rest, high_rest;

  HWY_INLINE void start(const std::int32_t* bias) {
    const D32 d;
    low = hn::LoadU(d, bias);
    high = hn::LoadU(d, bias + kLanes);
    low_rest = hn::Zero(d);
    high_rest = hn::Zero(d);
  }
  HWY_INLINE void add(const std::int16_t* pair, V16 weights_low, V16 weights_high) {
    const D32 d;
    const D16 d16;
    std::int32_t bits;
    std::memcpy(&bits, pair, sizeof(bits));
    const V16 both = hn::BitCast(d16, hn::Set(d, bits));
    low = hn::ReorderWidenMulAccumulate(d, both, weights_low, low, low_rest);
    high = hn::ReorderWidenMulAccumulate(d, both, weights_high, high, high_rest);
  }
  HWY_INLINE V32 sum_low() const { return hn::RearrangeToOddPlusEven(low, low_rest); }
  HWY_INLINE V32 sum_high() const { return hn::RearrangeToOddPlusEven(high, high_rest); }
};

// sizeof...(r) rows by one panel; the sums stay in registers.
template <typename Stage, std::size_t... r>
HWY_INLINE void multiply_tile(const GemmTask& task, const std::int16_t* weights,
                              const std::int32_t* bias, const Stage& stage, std::size_t row,
                              std::size_t first, std::index_sequence<r...>) {
  const D16 d16;
  RowSums sums[sizeof...(r)];
  (sums[r].start(bias), ...);
  for (std::size_t s = 0; s < task.segment_count; ++s) {
    const std::int16_t* rows[] = {task.rows[row + r] + task.segments[s]...};
    for (std::size_t p = 0; p < task.segment_pairs; ++p) {
      const V16 low = hn::LoadU(d16, weights);
      const V16 high = hn::LoadU(d16, weights + 2 * kLanes);
      (sums[r].add(rows[r] + 2 * p, low, high), ...);
      weights += 4 * kLanes;
    }
  }
  const std::size_t bytes = stored_size(task.stage.type);
  const std::size_t count = task.channels - first;
  (stage(sums[r].sum_low(), sums[r].sum_high(),
         task.output + ((row + r) * task.output_stride + first) * bytes, count),
   ...);
}

constexpr std::size_t kTileRows = 6;

template <typename Stage>
HWY_INLINE void multiply_panel(const GemmTask& task, std::size_t panel, const Stage& stage) {
  const std::size_t first = panel * 2 * kLanes;
  const std::int16_t* weights =
      task.weights + panel * task.segment_count * task.segment_pairs * 4 * kLanes;
  const std::int32_t* bias = task.stage.rows + panel * kStageRows * 2 * kLanes;
  const auto tile = [&](std::size_t row, auto rows)
                        HWY_ATTR { multiply_tile(task, weights, bias, stage, row, first, rows); };
  std::size_t row = 0;
  for (; row + kTileRows <= task.row_count; row += kTileRows) {
    tile(row, std::make_index_sequence<kTileRows>());
  }
  if (row + 4 <= task.row_count) {
    tile(row, std::make_index_sequence<4>());
    row += 4;
  }
  if (row + 2 <= task.row_count) {
    tile(row, std::make_index_sequence<2>());
    row += 2;
  }
  if (row < task.row_count) tile(row, std::make_index_sequence<1>());
}

struct GemmBody {
  const GemmTask& task;
  std::size_t panel;
  template <typename Stage>
  void operator()(const Stage& stage) const {
    multiply_panel(task, panel, stage);
  }
};

inline void gemm(const GemmTask& task) {
  for (std::size_t panel = 0; panel * 2 * kLanes < task.channels; ++panel) {
    with_stage(task.stage, panel, GemmBody{task, panel});
  }
}

}  // namespace requant::exec::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
