// What max_pool2d and average_pool2d share.
#pragma once

#include <array>
#include <cstddef>

#include "requant/exec/fast/ask_reference.h"
#include "requant/exec/reference/output_stage.h"
#include "requant/exec/reference/window.h"

namespace requant::exec::fast {

// Windows over bytes, channels innermost.
struct PoolWindows {
  std::array<reference::Axis, 2> axes;
  std::size_t batches;
  std::size_t channels;

  // Calls body(output position, number of positions under the window, visit), where visit(f) calls
  // f(pointer to the channels) for each position under the window.
  template <typename T, typename Body>
  void for_each(const T* input, const Body& body) const {
    const reference::Axis& y = axes[0];
    const reference::Axis& x = axes[1];
    std::size_t position = 0;
    for (std::size_t b = 0; b < batches; ++b) {
      const T* image = input + b * static_cast<std::size_t>(y.input * x.input) * channels;
      for (std::int64_t oy = 0; oy < y.output; ++oy) {
        for (std::int64_t ox = 0; ox < x.output; ++ox, ++position) {
          const auto visit = [&, oy, ox](const auto& f) {
            for (std::int64_t ky = y.first(oy); ky < y.last(oy); ++ky) {
              for (std::int64_t kx = x.first(ox); kx < x.last(ox); ++kx) {
                const std::int64_t at = (y.origin(oy) + ky) * x.input + x.origin(ox) + kx;
                f(image + static_cast<std::size_t>(at) * channels);
              }
            }
          };
          const std::int64_t count = (y.last(oy) - y.first(oy)) * (x.last(ox) - x.first(ox));
          body(position, static_cast<std::size_t>(count), visit);
        }
      }
    }
  }
};

template <typename PoolOp>
PoolWindows pool_windows(const NodeContext& context, const PoolOp& op) {
  const Shape& input = context.input(0).shape;
  return {reference::window_axes(op.window, input, context.output().shape, op.size),
          static_cast<std::size_t>(input[0]), static_cast<std::size_t>(input[3])};
}

}  // namespace requant::exec::fast
