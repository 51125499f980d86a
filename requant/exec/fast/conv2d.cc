#include <algorithm>
#include <array>

#include "requant/exec/fast/pack.h"
#include "requant/exec/fast/steps.h"
#include "requant/exec/fast/strip.h"
#include "requant/exec/fast/weighted.h"

namespace requant::exec::fast {
namespace {

using reference::Axis;

// Implicit matrix product: the values under a window lie in the strip as segments of consecutive
// elements, one a window row (one a window position where these are apart).
class ConvStep final : public Step {
 public:
  ConvStep(const reference::Weighted& op, const std::array<Axis, 2>& axes, const Shape& input,
           DataType input_type, DataType output_type)
      : y_(axes[0]),
        x_(axes[1]),
        batches_(input[0]),
        channels_(static_cast<std::size_t>(op.channels)),
        image_bytes_(
            storage_bytes(input_type, static_cast<std::size_t>(input[1] * input[2] * input[3]))),
        strip_(axes, input[3], 1, op.input_zero_point, stored_type(input_type)),
        stage_(make_stage(op, output_type)),
        output_type_(output_type),
        parts_(static_cast<double>(op.weights.size()) *
               static_cast<double>(y_.output * x_.output)) {
    const bool dense = x_.dilation == 1;
    const std::int64_t length = dense ? x_.kernel * input[3] : input[3];
    const std::int64_t positions = dense ? 1 : x_.kernel;
    for (std::int64_t ky = 0; ky < y_.kernel; ++ky) {
      for (std::int64_t kx = 0; kx < positions; ++kx) {
        segments_.push_back(ky * y_.dilation * strip_.row_step() + kx * x_.dilation * input[3]);
      }
    }
    // Segments of odd length end in half a pair, so that each begins with a whole one.
    const std::int64_t even = (length + 1) / 2 * 2;
    const auto segments = static_cast<std::int64_t>(segments_.size());
    pairs_ = static_cast<std::size_t>(even / 2);
    weights_ = pack_pairs(op.channels, even * segments, [&](std::int64_t c, std::int64_t i) {
      const std::int64_t at = (c * segments + i / even) * length + i % even;
      return i % even < length ? op.weights[static_cast<std::size_t>(at)] : 0;
    });
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
  std::size_t part_scratch() const {
    return strip_bytes() + window_bytes() + (stage_.scalar() ? sum_bytes() : 0);
  }

  // Output rows [first, last) of the image whose first position is `begin`.
  void run_rows(const std::byte* image, std::int64_t first, std::int64_t last, std::size_t begin,
                std::byte* output, std::byte* scratch) const {
    auto* strip = reinterpret_cast<std::int16_t*>(scratch);
    const auto** windows = reinterpret_cast<const std::int16_t**>(scratch + strip_bytes());
    RowSink sink(stage_, output, scratch + strip_bytes() + window_bytes(), channels_, output_type_);
    begin += static_cast<std::size_t>(first * x_.output);
    for (std::int64_t y = first; y < last; y += strip_.rows()) {
      const std::int64_t end = std::min(y + strip_.rows(), last);
      strip_.fill(image, y, end, strip);
      const std::size_t count = place_windows(strip, end - y, windows);
      simd_->gemm({windows, count, segments_.data(), segments_.size(), pairs_, weights_.data(),
                   stage_.view(), channels_, sink.rows(begin), channels_});
      sink.finish(begin, count);
      begin += count;
    }
  }

  std::size_t strip_positions() const {
    return static_cast<std::size_t>(strip_.rows() * x_.output);
  }
  std::size_t strip_bytes() const { return part_bytes(strip_.elements(), sizeof(std::int16_t)); }
  std::size_t window_bytes() const { return part_bytes(strip_positions(), sizeof(void*)); }
  std::size_t sum_bytes() const {
    return part_bytes(strip_positions() * channels_, sizeof(std::int32_t));
  }

  std::size_t place_windows(const std::int16_t* strip, std::int64_t rows,
                            const std::int16_t** windows) const {
    std::size_t count = 0;
    for (std::int64_t row = 0; row < rows; ++row) {
      for (std::int64_t x = 0; x < x_.output; ++x) {
        windows[count++] = strip + strip_.window(row, x);
      }
    }
    return count;
  }

  const Compute* simd_ = &compute();
  Axis y_;
  Axis x_;
  std::int64_t batches_;
  std::size_t channels_;
  std::size_t image_bytes_;
  std::vector<std::ptrdiff_t> segments_;
  std::size_t pairs_;
  Strip strip_;
  PackedWeights weights_;
  Stage stage_;
  DataType output_type_;
  RowParts parts_;
};

}  // namespace

std::unique_ptr<Step> make_conv2d_step(const NodeContext& context) {
  const auto& op = context.op<Conv2d>();
  const Tensor& input = context.input(0);
  const Tensor& output = context.output();
  const Shape& filter = context.input(1).shape;
  if (input.shape.rank() != 4 || filter.rank() != 4 || output.shape.rank() != 4 ||
      filter[3] != input.shape[3]) {
    return nullptr;  // groups, or an error
  }
  const reference::Weighted weighted = reference::prepare_weighted(context, op.activation);
  if (!sums_are_exact(weighted)) return nullptr;
  const auto axes =
      reference::window_axes(op.window, input.shape, output.shape, {filter[1], filter[2]});
  return std::make_unique<ConvStep>(weighted, axes, input.shape, input.type, output.type);
}

}  // namespace requant::exec::fast
