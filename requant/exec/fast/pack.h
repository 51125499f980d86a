// Weights in the order in which the kernels read them.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace requant::exec::fast {

// Vectors of aligned int16 are not needed: kernels load from any address.
using PackedWeights = std::vector<std::int16_t>;

// [panel][pair][vector][lane][2] of weight(channel, index), `length` indices a channel; an odd last
// pair, and channels beyond the last, are filled with 0.
PackedWeights pack_pairs(std::int64_t channels, std::int64_t length,
                         const std::function<std::int64_t(std::int64_t, std::int64_t)>& weight);

}  // namespace requant::exec::fast
