// What conv2d, depthwise_conv2d and fully_connected share: weights, bias and the rescale of each
// output channel.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "requant/exec/reference/elements.h"
#include "requant/exec/reference/output_stage.h"
#include "requant/exec/reference/window.h"

namespace requant::exec::reference {

// Prepared constants of one op with weights.
struct Weighted {
  std::vector<std::int64_t> weights;  // stored - zero_point, in the layout of the tensor
  std::vector<std::int64_t> bias;     // one a channel, 0 where the op has none
  std::int64_t channels = 0;
  std::int64_t input_zero_point = 0;
  OutputStage stage;
  // One a channel: no accumulator of any input is greater in absolute value, nor is any partial
  // sum.
  std::vector<double> greatest_sums;
  // The differences stored - zero_point of input and weights fit int16.
  bool fits_int16 = false;
  // Every partial sum of every input fits int32, and the differences stored - zero_point of input
  // and weights fit int16. Where false, sums are taken in int64, which is exact up to 2^31 terms.
  bool narrow = false;
};

// Throws Error where types or shapes do not fit, or a shift that the rule needs does not exist.
Weighted prepare_weighted(const NodeContext& context, Activation activation);

// Whether the channels of input (NHWC) and filter (OHWI) agree: those of the input are a multiple
// of the filter's, which is the number of groups, and each group has equally many filters. Both
// have rank 4.
bool fits_groups(const Shape& input, const Shape& filter);

// The values as V, which they fit.
template <typename V>
std::vector<V> narrowed(const std::vector<std::int64_t>& values) {
  std::vector<V> result(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) result[i] = static_cast<V>(values[i]);
  return result;
}

// The element types of a kernel's loops: int16 differences summed in int32, or the exact wide path.
struct NarrowPath {
  using Value = std::int16_t;
  using Sum = std::int32_t;
};
struct WidePath {
  using Value = std::int32_t;
  using Sum = std::int64_t;
};

// Makes Loop<NarrowPath> or Loop<WidePath> of the same arguments.
template <template <typename> typename Loop, typename... Arguments>
std::unique_ptr<Kernel> make_weighted(bool narrow, const Arguments&... arguments) {
  if (narrow) {
    const auto loop = std::make_shared<const Loop<NarrowPath>>(arguments...);
    return make_kernel([loop](std::span<const Array* const> in) { return loop->run(*in[0]); });
  }
  const auto loop = std::make_shared<const Loop<WidePath>>(arguments...);
  return make_kernel([loop](std::span<const Array* const> in) { return loop->run(*in[0]); });
}

// Makes a kernel of Loop(weighted, axes, input shape, filter shape, output tensor) for conv2d and
// depthwise_conv2d. Throws Error where a rank is not 4, or where `fits` says that the channels of
// input and filter do not agree.
template <template <typename> typename Loop, typename Op>
std::unique_ptr<Kernel> make_convolution(const NodeContext& context, const Op& op,
                                         bool (*fits)(const Shape& input, const Shape& filter)) {
  const Shape& input = context.input(0).shape;
  const Shape& filter = context.input(1).shape;
  const Tensor& output = context.output();
  if (input.rank() != 4 || filter.rank() != 4 || output.shape.rank() != 4) {
    context.refuse("input, weights and output must have 4 dimensions");
  }
  if (!fits(input, filter)) {
    context.refuse("weights of shape " + filter.text() + " do not fit an input of shape " +
                   input.text());
  }
  const Weighted weighted = prepare_weighted(context, op.activation);
  const auto axes = window_axes(op.window, input, output.shape, {filter[1], filter[2]});
  return make_weighted<Loop>(weighted.narrow, weighted, axes, input, filter, output);
}

}  // namespace requant::exec::reference
