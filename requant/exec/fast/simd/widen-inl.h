// Stored values to differences from their zero point. Included once for each instruction set.
#if defined(REQUANT_EXEC_FAST_SIMD_WIDEN_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REQUANT_EXEC_FAST_SIMD_WIDEN_INL_H_
#undef REQUANT_EXEC_FAST_SIMD_WIDEN_INL_H_
#else
#define REQUANT_EXEC_FAST_SIMD_WIDEN_INL_H_
#endif

#include "requant/exec/fast/simd/stage-inl.h"

HWY_BEFORE_NAMESPACE();
namespace requant::exec::fast::HWY_NAMESPACE {

template <typename T>
HWY_INLINE void widen_as(const T* input, std::size_t count, std::int16_t zero_point,
                         std::int16_t* values) {
  const D16 d16;
  const V16 zero = hn::Set(d16, zero_point);
  std::size_t i = 0;
  for (; i + 2 * kLanes <= count; i += 2 * kLanes) {
    V16 wide;
    if constexpr (sizeof(T) == 2) {
      wide = hn::LoadU(d16, input + i);
    } else {
      wide = hn::PromoteTo(d16, hn::LoadU(hn::Rebind<T, D16>(), input + i));
    }
    hn::StoreU(hn::Sub(wide, zero), d16, values + i);
  }
  for (; i < count; ++i) values[i] = static_cast<std::int16_t>(input[i] - zero_point);
}

inline void widen(Stored type, const std::byte* input, std::size_t count, std::int16_t zero_point,
                  std::int16_t* values) {
  switch (type) {
    case Stored::uint8:
      return widen_as(reinterpret_cast<const std::uint8_t*>(input), count, zero_point, values);
    case Stored::int8:
      return widen_as(reinterpret_cast<const std::int8_t*>(input), count, zero_point, values);
    case Stored::int16:
      return widen_as(reinterpret_cast<const std::int16_t*>(input), count, zero_point, values);
    case Stored::int32:
      return;
  }
}

}  // namespace requant::exec::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
