// What the output stages of all instruction sets share.
#pragma once

#include <cstddef>
#include <cstdint>

#include "requant/exec/fast/simd/kernels.h"

namespace requant::exec::fast {

// 1.5 * 2^23: added to a float32 of less than 2^22, it rounds to an integer (ties to even), which
// is then the low bits of the sum.
inline constexpr float kRounder = 12582912.0F;
inline constexpr std::int32_t kRounderBits = 0x4B400000;

constexpr std::size_t stored_size(Stored type) {
  return type == Stored::int32 ? 4 : type == Stored::int16 ? 2 : 1;
}

}  // namespace requant::exec::fast
