#include "requant/exec/reference/softmax.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "requant/exec/reference/elements.h"
#include "requant/exec/reference/fixed_point_math.h"
#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/softmax_int16.h"
#include "requant/exec/reference/softmax_lookup.h"

namespace requant::exec::reference {
namespace {

constexpr std::size_t kDifferences = 256;  // of two values of 8 bits

// 8 bits (source: Softmax in tensorflow lite/kernels/internal/reference/softmax.h and
// PreprocessSoftmaxScaling in lite/kernels/internal/quantization_util.cc).
class FixedPointSoftmax {
 public:
  FixedPointSoftmax(double beta, double input_scale, DataType output)
      : range_(integer_type(output)) {
    const double scaling =
        std::min(beta * input_scale * (1 << (31 - kDifferenceBits)), 2147483647.0);
    rescale_ = arith::make_rescale(scaling, {});
    const int left_shift = 31 - rescale_.right_shift;
    least_difference_ = -std::floor(31.0 * (1 << 26) / std::ldexp(1.0, left_shift));
    for (std::size_t i = 0; i < kDifferences && -static_cast<double>(i) >= least_difference_; ++i) {
      const std::int64_t scaled = rescale_.apply(-static_cast<std::int64_t>(i));
      exponentials_[i] = exp_on_negative_values(static_cast<std::int32_t>(scaled), kDifferenceBits);
    }
  }

  void operator()(std::span<const std::int32_t> values, std::span<std::int32_t> stored) const {
    const std::int32_t greatest = *std::max_element(values.begin(), values.end());
    std::int64_t sum = 0;
    for (const std::int32_t v : values) {
      if (v - greatest >= least_difference_) {
        sum += multiply_by_power(exponential(v - greatest), -kSumBits);
      }
    }
    const auto [factor, bits_over_unit] = reciprocal(int32_of(sum), kSumBits);
    const int shift = bits_over_unit + 31 - range_.bits;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::int32_t difference = values[i] - greatest;
      std::int64_t result = range_.min();
      if (difference >= least_difference_) {
        result += multiply_by_power(multiply_high(factor, exponential(difference)), -shift);
      }
      stored[i] = static_cast<std::int32_t>(range_.saturate(result));
    }
  }

 private:
  static constexpr int kDifferenceBits = 5;  // integer bits of a difference from the maximum
  static constexpr int kSumBits = 12;        // and of the sum

  // A sum of more than 2^12 ones has no place in its format.
  static std::int32_t int32_of(std::int64_t sum) {
    return static_cast<std::int32_t>(std::min<std::int64_t>(sum, 2147483647));
  }
  std::int32_t exponential(std::int32_t difference) const {
    return exponentials_[static_cast<std::size_t>(-difference)];
  }

  arith::IntegerType range_;
  arith::Rescale rescale_;
  double least_difference_;
  std::array<std::int32_t, kDifferences> exponentials_{};  // of a value so far below the greatest
};

// In float64, rounded to nearest, ties to even.
struct RealSoftmax {
  double factor;
  double output_scale;
  std::int64_t output_zero_point;
  arith::IntegerType range;

  void operator()(std::span<const std::int32_t> values, std::span<std::int32_t> stored) const {
    const std::int32_t greatest = *std::max_element(values.begin(), values.end());
    double sum = 0;
    for (const std::int32_t v : values) sum += std::exp(factor * (v - greatest));
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double real = std::exp(factor * (values[i] - greatest)) / sum;
      const std::int64_t rounded =
          arith::round_to_int32(real / output_scale, arith::Rounding::half_even);
      stored[i] = static_cast<std::int32_t>(range.saturate(rounded + output_zero_point));
    }
  }
};

}  // namespace

SoftmaxRow make_softmax_row(const NodeContext& context) {
  require_unary(context);
  const Tensor& input = context.input(0);
  const Tensor& output = context.output();
  const float beta = context.op<Softmax>().beta;
  if (context.rule.function == ArithmeticRule::Function::real) {
    return RealSoftmax{static_cast<double>(beta) * scale(input), scale(output), zero_point(output),
                       stored_range(output)};
  }
  if (context.rule.function == ArithmeticRule::Function::onnxruntime &&
      bit_width(input.type) == 8) {
    return SoftmaxLookup(beta * scale(input), input.shape.last(), output);
  }
  if (stored_range(output) != integer_type(output.type)) {
    context.refuse("tensor '" + output.name + "' uses " + std::to_string(output.bits) +
                   " bits of its type, and this softmax computes all: let it use them");
  }
  if (input.type == DataType::int16 || output.type == DataType::int16) {
    if (input.type != output.type) context.refuse("16-bit softmax has 16-bit input and output");
    return SoftmaxInt16(beta, scale(input));
  }
  if (bit_width(input.type) > 8) {
    context.refuse("tensor '" + input.name + "' is " + std::string(name(input.type)) +
                   "; softmax takes 8 or 16 bits");
  }
  return FixedPointSoftmax(static_cast<double>(beta), scale(input), output.type);
}

std::unique_ptr<Kernel> make_softmax(const NodeContext& context) {
  return make_kernel([row = make_softmax_row(context), depth = context.input(0).shape.last(),
                      type = context.output().type,
                      shape = context.output().shape](std::span<const Array* const> inputs) {
    const auto values = load<std::int32_t>(*inputs[0], 0);
    Array output(type, shape);
    const auto n = static_cast<std::size_t>(depth);
    std::vector<std::int32_t> stored(n);
    for (std::size_t begin = 0; begin < values.size(); begin += n) {
      row(std::span(values).subspan(begin, n), std::span(stored));
      store<std::int32_t>(output, begin, stored);
    }
    return output;
  });
}

}  // namespace requant::exec::reference
