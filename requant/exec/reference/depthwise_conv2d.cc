#include <algorithm>
#include <array>

#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/weighted.h"

namespace requant::exec::reference {
namespace {

// Channels are innermost in input, weights and output, so that one window position is one pass over
// all channels.
template <typename Path>
class DepthwiseLoop {
 public:
  using Value = typename Path::Value;
  using Sum = typename Path::Sum;

  DepthwiseLoop(const Weighted& op, const std::array<Axis, 2>& axes, const Shape& input,
                const Shape& filter, const Tensor& output)
      : weights_(narrowed<Value>(op.weights)),
        bias_(narrowed<Sum>(op.bias)),
        zero_point_(op.input_zero_point),
        stage_(op.stage),
        y_(axes[0]),
        x_(axes[1]),
        batches_(input[0]),
        channels_(op.channels),
        multiplier_(filter[3] / input[3]),
        type_(output.type),
        shape_(output.shape) {}

  Array run(const Array& input) const {
    const std::vector<Value> values = spread(load<Value>(input, zero_point_));
    Array output(type_, shape_);
    const auto row = static_cast<std::size_t>(x_.output * channels_);
    std::vector<Sum> sums(row);
    std::vector<std::int32_t> stored(row);
    std::size_t begin = 0;
    for (std::int64_t b = 0; b < batches_; ++b) {
      const Value* image = values.data() + b * y_.input * x_.input * channels_;
      for (std::int64_t oy = 0; oy < y_.output; ++oy, begin += row) {
        for (std::int64_t ox = 0; ox < x_.output; ++ox) {
          sum_window(image, oy, ox, sums.data() + ox * channels_);
        }
        stage_.apply(std::span<const Sum>(sums), stored);
        store<std::int32_t>(output, begin, stored);
      }
    }
    return output;
  }

 private:
  // Every input channel repeated for each of its output channels.
  std::vector<Value> spread(std::vector<Value> values) const {
    if (multiplier_ == 1) return values;
    std::vector<Value> result;
    result.reserve(values.size() * static_cast<std::size_t>(multiplier_));
    for (const Value v : values)
      result.insert(result.end(), static_cast<std::size_t>(multiplier_), v);
    return result;
  }

  void sum_window(const Value* image, std::int64_t oy, std::int64_t ox, Sum* sums) const {
    std::copy(bias_.begin(), bias_.end(), sums);
    const auto channels = static_cast<std::size_t>(channels_);
    for (std::int64_t ky = y_.first(oy); ky < y_.last(oy); ++ky) {
      const std::int64_t iy = y_.origin(oy) + ky * y_.dilation;
      for (std::int64_t kx = x_.first(ox); kx < x_.last(ox); ++kx) {
        const std::int64_t ix = x_.origin(ox) + kx * x_.dilation;
        const Value* in = image + (iy * x_.input + ix) * channels_;
        const Value* w = weights_.data() + (ky * x_.kernel + kx) * channels_;
        for (std::size_t c = 0; c < channels; ++c) sums[c] += static_cast<Sum>(in[c]) * w[c];
      }
    }
  }

  std::vector<Value> weights_;
  std::vector<Sum> bias_;
  std::int64_t zero_point_;
  OutputStage stage_;
  Axis y_;
  Axis x_;
  std::int64_t batches_;
  std::int64_t channels_;
  std::int64_t multiplier_;
  DataType type_;
  Shape shape_;
};

// Every input channel has the same number of output channels.
bool fits_channels(const Shape& input, const Shape& filter) {
  return input[3] >= 1 && filter[3] % input[3] == 0;
}

}  // namespace

std::unique_ptr<Kernel> make_depthwise_conv2d(const NodeContext& context) {
  return make_convolution<DepthwiseLoop>(context, context.op<DepthwiseConv2d>(), fits_channels);
}

}  // namespace requant::exec::reference
