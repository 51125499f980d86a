#include <algorithm>
#include <array>

#include "requant/exec/fast/pack.h"
#include "requant/exec/fast/steps.h"
#include "requant/exec/fast/strip.h"
#include "requant/exec/fast/weighted.h"

namespace requant::exec::fast {
namespace {

using reference::Axis;

class DepthwiseStep final : public Step {
 public:
  DepthwiseStep(const reference::Weighted& op, const std::array<Axis, 2>& axes, const Shape& input,
                DataType input_type, DataType output_type)
      : y_(axes[0]),
        x_(axes[1]),
        batches_(input[0]),
        channels_(static_cast<std::size_t>(op.channels)),
        image_bytes_(
            storage_bytes(input_type, static_cast<std::size_t>(input[1] * input[2] * input[3]))),
        strip_(axes, input[3], op.channels / input[3], op.input_zero_point,
               stored_type(input_type)),
        stage_(make_stage(op, output_type)),
        output_type_(output_type),
        parts_(static_cast<double>(op.weights.size()) *
               static_cast<double>(y_.output * x_.output)) {
    for (std::int64_t ky = 0; ky < y_.kernel; ++ky) {
      for (std::int64_t kx = 0; kx < x_.kernel; ++kx) {
        taps_.push_back(ky * y_.dilation * strip_.row_step() + kx * x_.dilation * op.channels);
      }
    }
    const auto taps = static_cast<std::int64_t>(taps_.size());
    weights_ = pack_pairs(op.channels, taps, [&](std::int64_t c, std::int64_t tap) {
      return op.weights[static_cast<std::size_t>(tap * op.channels + c)];
    });
    if (taps % 2 == 1) taps_.push_back(taps_.back());  // its weight is 0
  }

  std::size_t scratch_bytes() const override { return parts_.scratch_bytes(part_scratch()); }

  void run(const Buffers& buffers) const override {
    for (std::int64_t b = 0; b < batches_; ++b) {
      const std::byte* image = buffers.inputs[0] + static_cast<std::size_t>(b) * image_bytes_;
      const std::int64_t begin = b * y_.output * x_.output;
      parts_.run(y_.output, buffers.scratch, part_scratch(),
                 [&](std::int64_t first, std::int64_t last, std::byte* scratch) {
                   run_rows(image, first, last, static_cast<std::size_t>(begin), buffers.outputs[0],
                            scratch);
                 });
    }
  }

 private:
  std::size_t part_scratch() const { return strip_bytes() + (stage_.scalar() ? sum_bytes() : 0); }

  // Output rows [first, last) of the image whose first position is `begin`.
  void run_rows(const std::byte* image, std::int64_t first, std::int64_t last, std::size_t begin,
                std::byte* output, std::byte* scratch) const {
    auto* strip = reinterpret_cast<std::int16_t*>(scratch);
    const auto width = static_cast<std::size_t>(x_.output);
    RowSink sink(stage_, output, scratch + strip_bytes(), channels_, output_type_);
    begin += static_cast<std::size_t>(first) * width;
    for (std::int64_t y = first; y < last; y += strip_.rows()) {
      const std::int64_t end = std::min(y + strip_.rows(), last);
      strip_.fill(image, y, end, strip);
      for (std::int64_t row = 0; row < end - y; ++row, begin += width) {
        simd_->depthwise({strip + strip_.window(row, 0), strip_.window(0, 1), taps_.data(),
                          taps_.size() / 2, weights_.data(), stage_.view(), channels_, width,
                          sink.rows(begin)});
        sink.finish(begin, width);
      }
    }
  }

  std::size_t strip_bytes() const { return part_bytes(strip_.elements(), sizeof(std::int16_t)); }
  std::size_t sum_bytes() const {
    return part_bytes(static_cast<std::size_t>(x_.output) * channels_, sizeof(std::int32_t));
  }

  const Compute* simd_ = &compute();
  Axis y_;
  Axis x_;
  std::int64_t batches_;
  std::size_t channels_;
  std::size_t image_bytes_;
  std::vector<std::ptrdiff_t> taps_;
  Strip strip_;
  PackedWeights weights_;
  Stage stage_;
  DataType output_type_;
  RowParts parts_;
};

}  // namespace

std::unique_ptr<Step> make_depthwise_conv2d_step(const NodeContext& context) {
  const auto& op = context.op<DepthwiseConv2d>();
  const Tensor& input = context.input(0);
  const Tensor& output = context.output();
  const Shape& filter = context.input(1).shape;
  if (input.shape.rank() != 4 || filter.rank() != 4 || output.shape.rank() != 4 ||
      input.shape[3] < 1 || filter[3] % input.shape[3] != 0) {
    return nullptr;
  }
  const reference::Weighted weighted = reference::prepare_weighted(context, op.activation);
  if (!sums_are_exact(weighted)) return nullptr;
  const auto axes =
      reference::window_axes(op.window, input.shape, output.shape, {filter[1], filter[2]});
  return std::make_unique<DepthwiseStep>(weighted, axes, input.shape, input.type, output.type);
}

}  // namespace requant::exec::fast
