// Accumulators to stored values. Included once for each instruction set.
#if defined(REQUANT_EXEC_FAST_SIMD_STAGE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REQUANT_EXEC_FAST_SIMD_STAGE_INL_H_
#undef REQUANT_EXEC_FAST_SIMD_STAGE_INL_H_
#else
#define REQUANT_EXEC_FAST_SIMD_STAGE_INL_H_
#endif

#include <hwy/highway.h>

#include <cstring>

#include "requant/exec/fast/simd/stage_bits.h"

HWY_BEFORE_NAMESPACE();
namespace requant::exec::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D32 = hn::ScalableTag<std::int32_t>;
using DFloat = hn::ScalableTag<float>;
using D16 = hn::ScalableTag<std::int16_t>;
using V32 = hn::Vec<D32>;
using VFloat = hn::Vec<DFloat>;
using V16 = hn::Vec<D16>;
constexpr std::size_t kLanes = HWY_MAX_BYTES / sizeof(std::int32_t);
static_assert(kLanes % 4 == 0, "panels are made of whole blocks of 128 bits");

// One vector of a panel.
template <bool kSigned>
struct RealStage {
  VFloat factor;
  VFloat offset;
  V32 base;

  HWY_INLINE RealStage(const StageView& view, const std::int32_t* rows, std::size_t vector) {
    const D32 d;
    const DFloat f;
    const std::int32_t* own = rows + vector * kLanes;
    factor = hn::BitCast(f, hn::LoadU(d, own + 2 * kLanes));
    offset = hn::BitCast(f, hn::LoadU(d, own + 4 * kLanes));
    base = hn::Set(d, kRounderBits - view.zero_point);
  }
  HWY_INLINE V32 operator()(V32 acc) const {
    const D32 d;
    const DFloat f;
    const VFloat value = hn::ConvertTo(f, acc);
    VFloat add = offset;
    if constexpr (kSigned) add = hn::Or(add, hn::And(value, hn::SignBit(f)));
    const VFloat sum = hn::Add(hn::MulAdd(value, factor, add), hn::Set(f, kRounder));
    return hn::Sub(hn::BitCast(d, sum), base);
  }
};

struct IntegerStage {
  V32 multiplier;
  V32 odd_multiplier;
  V32 offset;
  V32 negative_offset;
  V32 right_shift;
  V32 zero_point;

  HWY_INLINE IntegerStage(const StageView& view, const std::int32_t* rows, std::size_t vector) {
    const D32 d;
    const hn::Repartition<std::uint64_t, D32> d64;
    const std::int32_t* own = rows + vector * kLanes;
    multiplier = hn::LoadU(d, own + 2 * kLanes);
    odd_multiplier = hn::BitCast(d, hn::ShiftRight<32>(hn::BitCast(d64, multiplier)));
    offset = hn::LoadU(d, own + 4 * kLanes);
    negative_offset = hn::LoadU(d, own + 6 * kLanes);
    right_shift = hn::LoadU(d, own + 8 * kLanes);
    zero_point = hn::Set(d, view.zero_point);
  }
  HWY_INLINE V32 operator()(V32 acc) const {
    const D32 d;
    const hn::Repartition<std::uint64_t, D32> d64;
    const V32 fine = hn::ShiftLeft<2>(acc);
    const V32 odd = hn::BitCast(d, hn::ShiftRight<32>(hn::BitCast(d64, fine)));
    const auto even_product = hn::BitCast(d64, hn::MulEven(fine, multiplier));
    const V32 odd_product = hn::BitCast(d, hn::MulEven(odd, odd_multiplier));
    const V32 high = hn::OddEven(odd_product, hn::BitCast(d, hn::ShiftRight<32>(even_product)));
    const V32 sign = hn::ShiftRight<31>(acc);
    const V32 sum = hn::Add(hn::Add(high, offset), hn::And(sign, negative_offset));
    return hn::Add(hn::Shr(sum, right_shift), zero_point);
  }
};

// Writes one position of a panel: 2 * kLanes stored values, or the first `count`.
template <typename T>
struct Writer {
  hn::Vec<hn::Rebind<T, D16>> min;
  hn::Vec<hn::Rebind<T, D16>> max;

  HWY_INLINE explicit Writer(const StageView& view) {
    const hn::Rebind<T, D16> d;
    min = hn::Set(d, static_cast<T>(view.min));
    max = hn::Set(d, static_cast<T>(view.max));
  }
  HWY_INLINE void operator()(V32 low, V32 high, std::byte* output, std::size_t count) const {
    const D16 d16;
    const hn::Rebind<T, D16> d;
    const V16 both = hn::ReorderDemote2To(d16, low, high);
    hn::Vec<hn::Rebind<T, D16>> stored;
    if constexpr (sizeof(T) == 2) {
      stored = both;
    } else {
      stored = hn::DemoteTo(d, both);
    }
    stored = hn::Min(hn::Max(stored, min), max);
    T* to = reinterpret_cast<T*>(output);
    if (HWY_LIKELY(count >= 2 * kLanes)) {
      hn::StoreU(stored, d, to);
    } else {
      T all[2 * kLanes];
      hn::StoreU(stored, d, all);
      std::memcpy(to, all, count * sizeof(T));
    }
  }
};

// Accumulators as they are, in the order of channels.
struct AccumulatorWriter {
  HWY_INLINE explicit AccumulatorWriter(const StageView&) {}
  HWY_INLINE void operator()(V32 low, V32 high, std::byte* output, std::size_t count) const {
    const D32 d;
    std::int32_t lanes[2 * kLanes];
    hn::StoreU(low, d, lanes);
    hn::StoreU(high, d, lanes + kLanes);
    auto* to = reinterpret_cast<std::int32_t*>(output);
    for (std::size_t i = 0; i < 2 * kLanes; ++i) {
      const std::size_t channel = lane_channel(i / kLanes, i % kLanes);
      if (channel < count) to[channel] = lanes[i];
    }
  }
};

struct NoStage {
  HWY_INLINE NoStage(const StageView&, const std::int32_t*, std::size_t) {}
  HWY_INLINE V32 operator()(V32 acc) const { return acc; }
};

// Both vectors of a panel, and where they go.
template <typename Stage, typename Write>
struct PanelStage {
  Stage low;
  Stage high;
  Write write;

  HWY_INLINE PanelStage(const StageView& view, const std::int32_t* rows)
      : low(view, rows, 0), high(view, rows, 1), write(view) {}
  HWY_INLINE void operator()(V32 acc_low, V32 acc_high, std::byte* output,
                             std::size_t count) const {
    write(low(acc_low), high(acc_high), output, count);
  }
};

template <typename Write, typename Body>
HWY_INLINE void with_kind(const StageView& view, std::size_t panel, const Body& body) {
  const std::int32_t* rows = view.rows + panel * kStageRows * 2 * kLanes;
  switch (view.kinds[panel]) {
    case StageKind::real:
      return body(PanelStage<RealStage<false>, Write>(view, rows));
    case StageKind::signed_real:
      return body(PanelStage<RealStage<true>, Write>(view, rows));
    case StageKind::integer:
      return body(PanelStage<IntegerStage, Write>(view, rows));
    case StageKind::scalar:
      return;
  }
}

// Calls body(stage) with the stage of one panel: stage(low, high, output, count).
template <typename Body>
HWY_INLINE void with_stage(const StageView& view, std::size_t panel, const Body& body) {
  switch (view.type) {
    case Stored::uint8:
      return with_kind<Writer<std::uint8_t>>(view, panel, body);
    case Stored::int8:
      return with_kind<Writer<std::int8_t>>(view, panel, body);
    case Stored::int16:
      return with_kind<Writer<std::int16_t>>(view, panel, body);
    case Stored::int32:
      return body(PanelStage<NoStage, AccumulatorWriter>(view, nullptr));
  }
}

struct ApplyBody {
  const std::int32_t* accumulators;
  std::size_t panels;
  std::byte* output;
  std::size_t bytes;
  template <typename Stage>
  void operator()(const Stage& stage) const {
    const D32 d;
    for (std::size_t p = 0; p < panels; ++p) {
      const std::int32_t* from = accumulators + p * 2 * kLanes;
      stage(hn::LoadU(d, from), hn::LoadU(d, from + kLanes), output + p * bytes, 2 * kLanes);
    }
  }
};

inline void apply_stage(const StageView& view, const std::int32_t* accumulators, std::size_t panels,
                        std::byte* output) {
  with_stage(view, 0, ApplyBody{accumulators, panels, output, 2 * kLanes * stored_size(view.type)});
}

}  // namespace requant::exec::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
