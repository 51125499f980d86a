#include <algorithm>
#include <cmath>

#include "requant/exec/reference/gather.h"
#include "requant/exec/reference/kernels.h"

namespace requant::exec::reference {
namespace {

// The input position that output position o takes, in float32, where positions are divided by
// output / input (source: onnxruntime core/providers/cpu/tensor/upsamplebase.h): Resize with
// nearest_mode floor for plain positions, round_prefer_ceil for the others.
std::int64_t divided_position(const ResizeNearest& op, std::int64_t o, std::int64_t input,
                              std::int64_t output) {
  const float ratio = static_cast<float>(output) / static_cast<float>(input);
  if (op.align_corners && output > 1) {
    return std::lround(static_cast<float>(o) * static_cast<float>(input - 1) /
                       static_cast<float>(output - 1));
  }
  if (op.half_pixel_centers) {
    return std::lround((static_cast<float>(o) + 0.5F) / ratio - 0.5F);
  }
  return static_cast<std::int64_t>(std::floor(static_cast<float>(o) / ratio));
}

// The same with positions multiplied by input / output (source: GetNearestNeighbor in tensorflow
// lite/kernels/internal/reference/resize_nearest_neighbor.h).
std::int64_t multiplied_position(const ResizeNearest& op, std::int64_t o, std::int64_t input,
                                 std::int64_t output) {
  const bool corners = op.align_corners && output > 1;
  const float scale = corners ? static_cast<float>(input - 1) / static_cast<float>(output - 1)
                              : static_cast<float>(input) / static_cast<float>(output);
  const float position = (static_cast<float>(o) + (op.half_pixel_centers ? 0.5F : 0.0F)) * scale;
  return static_cast<std::int64_t>(op.align_corners ? std::round(position) : std::floor(position));
}

}  // namespace

std::vector<std::int64_t> resize_nearest_sources(const NodeContext& context) {
  const auto& op = context.op<ResizeNearest>();
  const Shape& in = context.input(0).shape;
  const Shape& out = context.output().shape;
  if (in.rank() != 4 || out.rank() != 4 || bit_width(context.output().type) < 8) {
    context.refuse("input and output must have 4 dimensions");
  }
  const auto strides = row_major_strides(in);
  const bool divided = context.rule.function == ArithmeticRule::Function::onnxruntime;
  const auto nearest = [&](std::int64_t o, std::int64_t input, std::int64_t output) {
    const std::int64_t position = divided ? divided_position(op, o, input, output)
                                          : multiplied_position(op, o, input, output);
    return std::clamp<std::int64_t>(position, 0, input - 1);
  };
  std::vector<std::int64_t> sources;
  for (std::int64_t b = 0; b < out[0]; ++b) {
    for (std::int64_t y = 0; y < out[1]; ++y) {
      for (std::int64_t x = 0; x < out[2]; ++x) {
        const std::int64_t base = b * strides[0] + nearest(y, in[1], out[1]) * strides[1] +
                                  nearest(x, in[2], out[2]) * strides[2];
        for (std::int64_t c = 0; c < out[3]; ++c) sources.push_back(base + c);
      }
    }
  }
  return sources;
}

std::unique_ptr<Kernel> make_resize_nearest(const NodeContext& context) {
  return make_move(context, resize_nearest_sources(context));
}

}  // namespace requant::exec::reference
