#include <algorithm>
#include <array>

#include "requant/exec/fast/pack.h"
#include "requant/exec/fast/simd/stage_bits.h"
#include "requant/exec/fast/steps.h"
#include "requant/exec/fast/strip.h"
#include "requant/exec/fast/weighted.h"

namespace requant::exec::fast {
namespace {

using reference::Axis;

// Output channels that are computed together, from the same part of the input's channels.
struct Block {
  std::size_t first = 0;  // channel
  std::size_t channels = 0;
  std::vector<std::ptrdiff_t> segments;  // from a window's begin
  std::size_t pairs = 0;                 // of elements, in each segment
  PackedWeights weights;
};

// The blocks of a convolution: one of all channels, or, where it has groups, one a panel. Such a
// panel reads the channels of all groups that it has a part in, and has weights of 0 for those of
// the others.
class Blocks {
 public:
  Blocks(const reference::Weighted& op, const std::array<Axis, 2>& axes, const Strip& strip,
         const Shape& filter)
      : op_(op),
        y_(axes[0]),
        x_(axes[1]),
        strip_(strip),
        group_channels_(filter[3]),
        group_filters_(op.channels / (strip.channels() / filter[3])) {}

  std::vector<Block> make() const {
    const bool grouped = group_channels_ < strip_.channels();
    const auto width = grouped ? static_cast<std::int64_t>(compute().panel_channels) : op_.channels;
    std::vector<Block> blocks;
    for (std::int64_t first = 0; first < op_.channels; first += width) {
      blocks.push_back(block(first, std::min(width, op_.channels - first)));
    }
    return blocks;
  }

 private:
  // The values under a window lie in the strip as segments of consecutive elements: one a window
  // row, or one a window position where these are apart.
  Block block(std::int64_t first, std::int64_t count) const {
    const std::int64_t first_group = first / group_filters_;
    const std::int64_t groups = (first + count - 1) / group_filters_ - first_group + 1;
    const std::int64_t span = groups * group_channels_;
    const bool dense = x_.dilation == 1 && span == strip_.channels();
    const std::int64_t length = dense ? x_.kernel * span : span;
    const std::int64_t positions = dense ? 1 : x_.kernel;
    Block result;
    for (std::int64_t ky = 0; ky < y_.kernel; ++ky) {
      for (std::int64_t kx = 0; kx < positions; ++kx) {
        result.segments.push_back(ky * y_.dilation * strip_.row_step() +
                                  kx * x_.dilation * strip_.channels() +
                                  first_group * group_channels_);
      }
    }
    // Segments of odd length end in half a pair, so that each begins with a whole one.
    const std::int64_t even = (length + 1) / 2 * 2;
    const auto weight = [&](std::int64_t channel, std::int64_t i) -> std::int64_t {
      const std::int64_t position = i / even * (dense ? x_.kernel : 1) + i % even / span;
      const std::int64_t filter = first + channel;
      const std::int64_t own = (filter / group_filters_ - first_group) * group_channels_;
      const std::int64_t at = i % even % span - own;
      if (i % even >= length || at < 0 || at >= group_channels_) return 0;
      const std::int64_t window = filter * y_.kernel * x_.kernel + position;
      return op_.weights[static_cast<std::size_t>(window * group_channels_ + at)];
    };
    const auto segments = static_cast<std::int64_t>(result.segments.size());
    result.first = static_cast<std::size_t>(first);
    result.channels = static_cast<std::size_t>(count);
    result.pairs = static_cast<std::size_t>(even / 2);
    result.weights = pack_pairs(count, even * segments, weight);
    return result;
  }

  const reference::Weighted& op_;
  const Axis& y_;
  const Axis& x_;
  const Strip& strip_;
  std::int64_t group_channels_;
  std::int64_t group_filters_;
};

// Implicit matrix product.
class ConvStep final : public Step {
 public:
  ConvStep(const reference::Weighted& op, const std::array<Axis, 2>& axes, const Shape& input,
           const Shape& filter, DataType input_type, DataType output_type)
      : y_(axes[0]),
        x_(axes[1]),
        batches_(input[0]),
        channels_(static_cast<std::size_t>(op.channels)),
        image_bytes_(
            storage_bytes(input_type, static_cast<std::size_t>(input[1] * input[2] * input[3]))),
        strip_(axes, input[3], 1, op.input_zero_point, stored_type(input_type)),
        blocks_(Blocks(op, axes, strip_, filter).make()),
        stage_(make_stage(op, output_type)),
        output_type_(output_type),
        parts_(static_cast<double>(op.weights.size()) *
               static_cast<double>(y_.output * x_.output)) {}

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
      std::byte* rows = sink.rows(begin);
      for (const Block& block : blocks_) multiply(block, {windows, count}, rows);
      sink.finish(begin, count);
      begin += count;
    }
  }

  void multiply(const Block& block, std::span<const std::int16_t* const> windows,
                std::byte* rows) const {
    StageView stage = stage_.view();
    const std::size_t panel = block.first / simd_->panel_channels;
    stage.rows += panel * kStageRows * simd_->panel_channels;
    stage.kinds += panel;
    simd_->gemm({windows.data(), windows.size(), block.segments.data(), block.segments.size(),
                 block.pairs, block.weights.data(), stage, block.channels,
                 rows + block.first * stored_size(stage.type), channels_});
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
  Strip strip_;
  std::vector<Block> blocks_;
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
      !reference::fits_groups(input.shape, filter)) {
    return nullptr;  // an error
  }
  const reference::Weighted weighted = reference::prepare_weighted(context, op.activation);
  if (!sums_are_exact(weighted)) return nullptr;
  const auto axes =
      reference::window_axes(op.window, input.shape, output.shape, {filter[1], filter[2]});
  return std::make_unique<ConvStep>(weighted, axes, input.shape, filter, input.type, output.type);
}

}  // namespace requant::exec::fast
