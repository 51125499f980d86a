#include <algorithm>

#include "requant/exec/fast/ask_reference.h"
#include "requant/exec/fast/steps.h"
#include "requant/exec/fast/sum_table.h"

namespace requant::exec::fast {
namespace {

// The mean over height and width of NHWC.
template <typename T>
class MeanStep final : public Step {
 public:
  MeanStep(const Shape& input, SumTable table)
      : batches_(static_cast<std::size_t>(input[0])),
        positions_(static_cast<std::size_t>(input[1] * input[2])),
        channels_(static_cast<std::size_t>(input[3])),
        table_(std::move(table)) {}

  std::size_t scratch_bytes() const override { return channels_ * sizeof(std::int32_t); }

  void run(const Buffers& buffers) const override {
    auto* sums = reinterpret_cast<std::int32_t*>(buffers.scratch);
    const auto* from = reinterpret_cast<const T*>(buffers.inputs[0]);
    for (std::size_t b = 0; b < batches_; ++b) {
      std::fill_n(sums, channels_, 0);
      for (std::size_t p = 0; p < positions_; ++p, from += channels_) {
        add_to_sums(from, channels_, sums);
      }
      table_.apply(sums, channels_, buffers.outputs[0] + b * channels_);
    }
  }

 private:
  std::size_t batches_;
  std::size_t positions_;
  std::size_t channels_;
  SumTable table_;
};

// What the reference makes of each sum: of values that are as equal as they can be.
SumTable mean_table(const NodeContext& context, std::int64_t count) {
  const Tensor& input = context.input(0);
  const std::int64_t sums = 255 * count + 1;
  const std::int64_t least = integer_type(input.type).min();
  Array values(input.type, {1, count, 1, sums});
  for (std::int64_t k = 0; k < count; ++k) {
    for (std::int64_t s = 0; s < sums; ++s) {
      values.bytes[static_cast<std::size_t>(k * sums + s)] =
          static_cast<std::byte>(least + (s + k) / count);
    }
  }
  const Shape shape = context.op<Mean>().keep_dims ? Shape{1, 1, 1, sums} : Shape{1, sums};
  return {least * count, ask_reference(context, context.node.op, {&input}, {values}, shape)};
}

}  // namespace

std::unique_ptr<Step> make_mean_step(const NodeContext& context) {
  const Tensor& input = context.input(0);
  auto axes = context.op<Mean>().axes;
  std::ranges::sort(axes);
  constexpr std::int64_t kGreatestCount = 128;
  if (!is_byte(input) || !is_byte(context.output()) || input.is_constant() ||
      input.shape.rank() != 4 || axes != std::vector<std::int64_t>{1, 2} ||
      input.shape[1] * input.shape[2] > kGreatestCount) {
    return nullptr;
  }
  SumTable table = mean_table(context, input.shape[1] * input.shape[2]);
  if (input.type == DataType::int8) {
    return std::make_unique<MeanStep<std::int8_t>>(input.shape, std::move(table));
  }
  return std::make_unique<MeanStep<std::uint8_t>>(input.shape, std::move(table));
}

}  // namespace requant::exec::fast
