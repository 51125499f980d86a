// Sums and products of two tensors. Included once for each instruction set.
#if defined(REQUANT_EXEC_FAST_SIMD_BINARY_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REQUANT_EXEC_FAST_SIMD_BINARY_INL_H_
#undef REQUANT_EXEC_FAST_SIMD_BINARY_INL_H_
#else
#define REQUANT_EXEC_FAST_SIMD_BINARY_INL_H_
#endif

#include "requant/exec/fast/simd/stage-inl.h"

HWY_BEFORE_NAMESPACE();
namespace requant::exec::fast::HWY_NAMESPACE {

// 2 * kLanes values, in the two vectors of a panel.
struct RealPair {
  VFloat low;
  VFloat high;
};

template <typename T>
HWY_INLINE RealPair load_real(const std::byte* from, V16 zero_point) {
  const D16 d16;
  const D32 d;
  const DFloat f;
  const hn::Rebind<T, D16> dt;
  const V16 wide = hn::PromoteTo(d16, hn::LoadU(dt, reinterpret_cast<const T*>(from)));
  const V16 value = hn::Sub(wide, zero_point);
  const V16 sign = hn::ShiftRight<15>(value);
  return {hn::ConvertTo(f, hn::BitCast(d, hn::InterleaveLower(d16, value, sign))),
          hn::ConvertTo(f, hn::BitCast(d, hn::InterleaveUpper(d16, value, sign)))};
}

struct SumOfTwo {
  VFloat x_factor, y_factor, offset;
  HWY_INLINE VFloat operator()(VFloat x, VFloat y) const {
    return hn::MulAdd(x, x_factor, hn::MulAdd(y, y_factor, offset));
  }
};

struct ProductOfTwo {
  VFloat factor, offset;
  HWY_INLINE VFloat operator()(VFloat x, VFloat y) const {
    return hn::MulAdd(hn::Mul(x, y), factor, offset);
  }
};

template <typename X, typename Y, typename Out, typename Combine>
HWY_INLINE void combine_block(const BinaryTask& task, const Combine& combine, const std::byte* x,
                              const std::byte* y, std::byte* output, std::size_t count) {
  const D32 d;
  const D16 d16;
  const DFloat f;
  const auto xs = load_real<X>(x, hn::Set(d16, task.x_zero_point));
  const auto ys = load_real<Y>(y, hn::Set(d16, task.y_zero_point));
  const V32 base = hn::Set(d, kRounderBits - task.stored.zero_point);
  const VFloat rounder = hn::Set(f, kRounder);
  const auto round = [&](VFloat v)
                         HWY_ATTR { return hn::Sub(hn::BitCast(d, hn::Add(v, rounder)), base); };
  const Writer<Out> write(task.stored);
  write(round(combine(xs.low, ys.low)), round(combine(xs.high, ys.high)), output, count);
}

template <typename X, typename Y, typename Out, typename Combine>
HWY_INLINE void combine_all(const BinaryTask& task, const Combine& combine) {
  constexpr std::size_t kBlock = 2 * kLanes;
  std::size_t i = 0;
  for (; i + kBlock <= task.count; i += kBlock) {
    combine_block<X, Y, Out>(task, combine, task.x + i, task.y + i, task.output + i, kBlock);
  }
  if (i == task.count) return;
  std::byte x[kBlock] = {};
  std::byte y[kBlock] = {};
  std::memcpy(x, task.x + i, task.count - i);
  std::memcpy(y, task.y + i, task.count - i);
  combine_block<X, Y, Out>(task, combine, x, y, task.output + i, task.count - i);
}

template <typename X, typename Y, typename Out>
void combine_as(const BinaryTask& task) {
  const DFloat f;
  if (task.product) {
    combine_all<X, Y, Out>(task, ProductOfTwo{hn::Set(f, task.x_factor), hn::Set(f, task.offset)});
  } else {
    combine_all<X, Y, Out>(task, SumOfTwo{hn::Set(f, task.x_factor), hn::Set(f, task.y_factor),
                                          hn::Set(f, task.offset)});
  }
}

inline void binary(const BinaryTask& task) {
  if (task.stored.type == Stored::int8) {
    combine_as<std::int8_t, std::int8_t, std::int8_t>(task);
  } else {
    combine_as<std::uint8_t, std::uint8_t, std::uint8_t>(task);
  }
}

}  // namespace requant::exec::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
