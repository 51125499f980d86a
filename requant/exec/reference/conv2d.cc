#include <algorithm>
#include <array>

#include "requant/exec/reference/dot.h"
#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/weighted.h"

namespace requant::exec::reference {
namespace {

// One output row at a time: the input values under every window of the row are gathered into
// patches (padding is 0, the zero point taken off), and each patch is multiplied with all filters.
template <typename Path>
class ConvLoop {
 public:
  using Value = typename Path::Value;
  using Sum = typename Path::Sum;

  ConvLoop(const Weighted& op, const std::array<Axis, 2>& axes, const Shape& input,
           const Shape& filter, const Tensor& output)
      : weights_(narrowed<Value>(op.weights)),
        bias_(narrowed<Sum>(op.bias)),
        zero_point_(op.input_zero_point),
        stage_(op.stage),
        y_(axes[0]),
        x_(axes[1]),
        batches_(input[0]),
        input_channels_(input[3]),
        group_channels_(filter[3]),
        channels_(filter[0]),
        groups_(input[3] / filter[3]),
        depth_(filter[1] * filter[2] * filter[3]),
        type_(output.type),
        shape_(output.shape) {}

  Array run(const Array& input) const {
    const std::vector<Value> values = load<Value>(input, zero_point_);
    Array output(type_, shape_);
    const auto row = static_cast<std::size_t>(x_.output * channels_);
    std::vector<Sum> sums(row);
    std::vector<std::int32_t> stored(row);
    std::vector<Value> patches;
    std::size_t begin = 0;
    for (std::int64_t b = 0; b < batches_; ++b) {
      const Value* image = values.data() + b * y_.input * x_.input * input_channels_;
      for (std::int64_t oy = 0; oy < y_.output; ++oy, begin += row) {
        for (std::int64_t g = 0; g < groups_; ++g) {
          multiply_row(patch_row(image, oy, g, patches), g, sums.data());
        }
        stage_.apply(std::span<const Sum>(sums), stored);
        store<std::int32_t>(output, begin, stored);
      }
    }
    return output;
  }

 private:
  // The patches of one output row and group, one after the other.
  const Value* patch_row(const Value* image, std::int64_t oy, std::int64_t group,
                         std::vector<Value>& patches) const {
    if (groups_ == 1 && y_.is_identity() && x_.is_identity()) {
      return image + oy * x_.input * input_channels_;
    }
    patches.assign(static_cast<std::size_t>(x_.output * depth_), Value{0});
    for (std::int64_t ky = y_.first(oy); ky < y_.last(oy); ++ky) {
      const std::int64_t iy = y_.origin(oy) + ky * y_.dilation;
      const Value* line = image + iy * x_.input * input_channels_ + group * group_channels_;
      for (std::int64_t ox = 0; ox < x_.output; ++ox) {
        copy_line(line, ox, patches.data() + ox * depth_ + ky * x_.kernel * group_channels_);
      }
    }
    return patches.data();
  }

  // The part of one patch that comes from one input line.
  void copy_line(const Value* line, std::int64_t ox, Value* patch) const {
    const std::int64_t first = x_.first(ox);
    const std::int64_t last = x_.last(ox);
    const Value* from = line + (x_.origin(ox) + first * x_.dilation) * input_channels_;
    Value* to = patch + first * group_channels_;
    if (x_.dilation == 1 && groups_ == 1) {
      std::copy_n(from, (last - first) * input_channels_, to);
      return;
    }
    for (std::int64_t kx = first; kx < last; ++kx) {
      std::copy_n(from, group_channels_, to);
      from += x_.dilation * input_channels_;
      to += group_channels_;
    }
  }

  void multiply_row(const Value* patches, std::int64_t group, Sum* sums) const {
    const std::int64_t filters = channels_ / groups_;
    const std::int64_t first = group * filters;
    for (std::int64_t ox = 0; ox < x_.output; ++ox) {
      dot_rows(patches + ox * depth_, weights_.data() + first * depth_, bias_.data() + first,
               static_cast<std::size_t>(filters), static_cast<std::size_t>(depth_),
               sums + ox * channels_ + first);
    }
  }

  std::vector<Value> weights_;
  std::vector<Sum> bias_;
  std::int64_t zero_point_;
  OutputStage stage_;
  Axis y_;
  Axis x_;
  std::int64_t batches_;
  std::int64_t input_channels_;
  std::int64_t group_channels_;
  std::int64_t channels_;
  std::int64_t groups_;
  std::int64_t depth_;
  DataType type_;
  Shape shape_;
};

}  // namespace

std::unique_ptr<Kernel> make_conv2d(const NodeContext& context) {
  return make_convolution<ConvLoop>(context, context.op<Conv2d>(), fits_groups);
}

}  // namespace requant::exec::reference
