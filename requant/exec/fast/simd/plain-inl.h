// The kernels without vectors, for machines that have none that is known. Panels are those of
// vectors of 4 lanes.
#pragma once

#include <algorithm>
#include <bit>
#include <cstring>

#include "requant/exec/fast/simd/kernels.h"
#include "requant/exec/fast/simd/stage_bits.h"

HWY_BEFORE_NAMESPACE();
namespace requant::exec::fast::HWY_NAMESPACE {

constexpr std::size_t kLanes = 4;

// What the lane i of the panel makes of its accumulator.
inline std::int32_t staged(const StageView& view, const std::int32_t* rows, StageKind kind,
                           std::size_t i, std::int32_t acc) {
  const auto row = [&](std::size_t r) { return rows[r * 2 * kLanes + i]; };
  if (kind == StageKind::integer) {
    const std::int64_t product = std::int64_t{acc} * 4 * row(1);
    const auto high = static_cast<std::int32_t>(product >> 32);
    return ((high + row(2) + (acc < 0 ? row(3) : 0)) >> row(4)) + view.zero_point;
  }
  const auto value = static_cast<float>(acc);
  const auto offset = std::bit_cast<float>(row(2));
  const bool negated = kind == StageKind::signed_real && acc < 0;
  const float real = value * std::bit_cast<float>(row(1)) + (negated ? -offset : offset);
  return std::bit_cast<std::int32_t>(real + kRounder) - kRounderBits + view.zero_point;
}

// Stores one position of a panel: the accumulators of its lanes, without their biases.
inline void store_panel(const StageView& view, std::size_t panel, const std::int32_t* accumulators,
                        std::byte* output, std::size_t count) {
  const std::int32_t* rows = view.rows + panel * kStageRows * 2 * kLanes;
  for (std::size_t i = 0; i < 2 * kLanes; ++i) {
    const std::size_t channel = lane_channel(i / kLanes, i % kLanes);
    if (channel >= count) continue;
    std::int32_t value = accumulators[i];
    if (view.type != Stored::int32) {
      value = std::clamp(staged(view, rows, view.kinds[panel], i, value), view.min, view.max);
    }
    std::memcpy(output + channel * stored_size(view.type), &value, stored_size(view.type));
  }
}

inline void widen(Stored type, const std::byte* input, std::size_t count, std::int16_t zero_point,
                  std::int16_t* values) {
  const auto widen_as = [&](auto first) {
    const auto* from = reinterpret_cast<const decltype(first)*>(input);
    for (std::size_t i = 0; i < count; ++i) {
      values[i] = static_cast<std::int16_t>(from[i] - zero_point);
    }
  };
  if (type == Stored::uint8) widen_as(std::uint8_t{});
  if (type == Stored::int8) widen_as(std::int8_t{});
  if (type == Stored::int16) widen_as(std::int16_t{});
}

inline void gemm(const GemmTask& task) {
  const std::size_t pairs = task.segment_count * task.segment_pairs;
  for (std::size_t panel = 0; panel * 2 * kLanes < task.channels; ++panel) {
    const std::size_t first = panel * 2 * kLanes;
    const std::int32_t* bias = task.stage.rows + panel * kStageRows * 2 * kLanes;
    for (std::size_t r = 0; r < task.row_count; ++r) {
      std::int32_t sums[2 * kLanes];
      std::copy_n(bias, 2 * kLanes, sums);
      const std::int16_t* weights = task.weights + panel * pairs * 4 * kLanes;
      for (std::size_t s = 0; s < task.segment_count; ++s) {
        const std::int16_t* values = task.rows[r] + task.segments[s];
        for (std::size_t p = 0; p < task.segment_pairs; ++p, weights += 4 * kLanes) {
          for (std::size_t i = 0; i < 2 * kLanes; ++i) {
            sums[i] += values[2 * p] * weights[2 * i] + values[2 * p + 1] * weights[2 * i + 1];
          }
        }
      }
      const std::size_t at = r * task.output_stride + first;
      store_panel(task.stage, panel, sums, task.output + at * stored_size(task.stage.type),
                  task.channels - first);
    }
  }
}

inline void depthwise(const DepthwiseTask& task) {
  for (std::size_t panel = 0; panel * 2 * kLanes < task.channels; ++panel) {
    const std::size_t first = panel * 2 * kLanes;
    const std::int32_t* bias = task.stage.rows + panel * kStageRows * 2 * kLanes;
    const std::int16_t* weights = task.weights + panel * task.tap_pairs * 4 * kLanes;
    for (std::size_t x = 0; x < task.positions; ++x) {
      const std::int16_t* input = task.input + static_cast<std::ptrdiff_t>(x) * task.step + first;
      std::int32_t sums[2 * kLanes];
      for (std::size_t i = 0; i < 2 * kLanes; ++i) {
        const std::size_t channel = lane_channel(i / kLanes, i % kLanes);
        sums[i] = bias[i];
        for (std::size_t t = 0; t < 2 * task.tap_pairs; ++t) {
          const std::int16_t weight = weights[(t / 2 * 2 * kLanes + i) * 2 + t % 2];
          sums[i] += input[task.taps[t] + static_cast<std::ptrdiff_t>(channel)] * weight;
        }
      }
      const std::size_t at = x * task.channels + first;
      store_panel(task.stage, panel, sums, task.output + at * stored_size(task.stage.type),
                  task.channels - first);
    }
  }
}

inline void binary(const BinaryTask& task) {
  const auto combine = [&](auto first) {
    using T = decltype(first);
    const auto* xs = reinterpret_cast<const T*>(task.x);
    const auto* ys = reinterpret_cast<const T*>(task.y);
    auto* output = reinterpret_cast<T*>(task.output);
    for (std::size_t i = 0; i < task.count; ++i) {
      const auto x = static_cast<float>(xs[i] - task.x_zero_point);
      const auto y = static_cast<float>(ys[i] - task.y_zero_point);
      const float real = task.product ? x * y * task.x_factor + task.offset
                                      : x * task.x_factor + (y * task.y_factor + task.offset);
      const std::int32_t rounded = std::bit_cast<std::int32_t>(real + kRounder) - kRounderBits;
      output[i] = static_cast<T>(
          std::clamp(rounded + task.stored.zero_point, task.stored.min, task.stored.max));
    }
  };
  if (task.stored.type == Stored::int8) {
    combine(std::int8_t{});
  } else {
    combine(std::uint8_t{});
  }
}

inline void apply_stage(const StageView& view, const std::int32_t* accumulators, std::size_t panels,
                        std::byte* output) {
  constexpr std::size_t kWidth = 2 * kLanes;
  for (std::size_t p = 0; p < panels; ++p) {
    store_panel(view, 0, accumulators + p * kWidth, output + p * kWidth * stored_size(view.type),
                kWidth);
  }
}

}  // namespace requant::exec::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
