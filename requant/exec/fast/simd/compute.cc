#include "requant/exec/fast/simd/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "requant/exec/fast/simd/compute.cc"
#include <hwy/foreach_target.h>  // NOLINT
#include <hwy/highway.h>

#if HWY_TARGET == HWY_SCALAR
#include "requant/exec/fast/simd/plain-inl.h"
#else
#include "requant/exec/fast/simd/binary-inl.h"
#include "requant/exec/fast/simd/depthwise-inl.h"
#include "requant/exec/fast/simd/gemm-inl.h"
#include "requant/exec/fast/simd/widen-inl.h"
#endif

HWY_BEFORE_NAMESPACE();
namespace requant::exec::fast::HWY_NAMESPACE {

const Compute* functions() {
  static const Compute table{HWY_TARGET, 2 * kLanes, widen, gemm, depthwise, binary, apply_stage};
  return &table;
}

}  // namespace requant::exec::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace requant::exec::fast {

HWY_EXPORT(functions);

const Compute& compute() { return *HWY_DYNAMIC_DISPATCH(functions)(); }

std::vector<std::int64_t> supported_targets() {
  std::vector<std::int64_t> targets;
  // The bits of better targets are lower.
  for (std::int64_t rest = hwy::SupportedTargets() & HWY_TARGETS; rest != 0; rest &= rest - 1) {
    targets.push_back(rest & -rest);
  }
  return targets;
}

}  // namespace requant::exec::fast
#endif
