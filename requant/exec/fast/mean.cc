#include "requant/exec/fast/mean.h"

#include <algorithm>
#include <limits>

#include "requant/exec/fast/ask_reference.h"
#include "requant/exec/fast/byte_step.h"
#include "requant/exec/fast/steps.h"
#include "requant/exec/fast/sum_table.h"
#include "requant/exec/reference/divider.h"

namespace requant::exec::fast {
namespace {

template <typename T>
class MeanStep final : public Step {
 public:
  MeanStep(const NodeContext& context, const reference::StoredRange& range)
      : batches_(static_cast<std::size_t>(context.input(0).shape[0])),
        positions_(static_cast<std::size_t>(context.input(0).shape[1] * context.input(0).shape[2])),
        channels_(static_cast<std::size_t>(context.input(0).shape[3])),
        divider_(context, static_cast<std::int64_t>(positions_)),
        sum_of_zeros_(reference::zero_point(context.input(0)) *
                      static_cast<std::int64_t>(positions_)),
        zero_point_(reference::zero_point(context.output())),
        range_(range) {}

  std::size_t scratch_bytes() const override { return channels_ * sizeof(std::int32_t); }

  void run(const Buffers& buffers) const override {
    auto* sums = reinterpret_cast<std::int32_t*>(buffers.scratch);
    const auto* from = reinterpret_cast<const T*>(buffers.inputs[0]);
    std::byte* to = buffers.outputs[0];
    for (std::size_t b = 0; b < batches_; ++b) {
      std::fill_n(sums, channels_, 0);
      for (std::size_t p = 0; p < positions_; ++p, from += channels_) {
        add_to_sums(from, channels_, sums);
      }
      for (std::size_t c = 0; c < channels_; ++c) *to++ = stored(sums[c]);
    }
  }

 private:
  std::byte stored(std::int32_t sum) const {
    const std::int64_t mean = divider_.divide(sum - sum_of_zeros_) + zero_point_;
    return static_cast<std::byte>(std::clamp(mean, range_.min, range_.max));
  }

  std::size_t batches_;
  std::size_t positions_;
  std::size_t channels_;
  reference::Divider divider_;
  std::int64_t sum_of_zeros_;
  std::int64_t zero_point_;
  reference::StoredRange range_;
};

}  // namespace

std::unique_ptr<Step> make_global_mean(const NodeContext& context,
                                       const reference::StoredRange& range) {
  const Tensor& input = context.input(0);
  constexpr std::int64_t kGreatestCount = std::numeric_limits<std::int32_t>::max() / 255;
  if (!is_byte(input) || !is_byte(context.output()) || input.is_constant() ||
      input.shape.rank() != 4 || input.shape[1] * input.shape[2] > kGreatestCount ||
      context.output().shape.count() != input.shape[0] * input.shape[3]) {
    return nullptr;
  }
  return make_byte_step<MeanStep>(input.type, context, range);
}

std::unique_ptr<Step> make_mean_step(const NodeContext& context) {
  auto axes = context.op<Mean>().axes;
  std::ranges::sort(axes);
  if (axes != std::vector<std::int64_t>{1, 2}) return nullptr;
  return make_global_mean(context, reference::activation_range(Activation::none, context.output()));
}

}  // namespace requant::exec::fast
