#include "requant/exec/fast/pack.h"

#include "requant/exec/fast/simd/kernels.h"

namespace requant::exec::fast {

PackedWeights pack_pairs(std::int64_t channels, std::int64_t length,
                         const std::function<std::int64_t(std::int64_t, std::int64_t)>& weight) {
  const auto width = static_cast<std::int64_t>(compute().panel_channels);
  PackedWeights packed;
  packed.reserve(static_cast<std::size_t>((channels + width) * (length + 1)));
  for (std::int64_t first = 0; first < channels; first += width) {
    for (std::int64_t pair = 0; pair < length; pair += 2) {
      for (std::int64_t i = 0; i < width; ++i) {
        const auto lane = lane_channel(static_cast<std::size_t>(i / (width / 2)),
                                       static_cast<std::size_t>(i % (width / 2)));
        const std::int64_t channel = first + static_cast<std::int64_t>(lane);
        for (std::int64_t index = pair; index < pair + 2; ++index) {
          const bool exists = channel < channels && index < length;
          packed.push_back(exists ? static_cast<std::int16_t>(weight(channel, index)) : 0);
        }
      }
    }
  }
  return packed;
}

}  // namespace requant::exec::fast
