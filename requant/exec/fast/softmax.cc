#include "requant/exec/reference/softmax.h"

#include <algorithm>

#include "requant/exec/fast/ask_reference.h"
#include "requant/exec/fast/byte_step.h"
#include "requant/exec/fast/steps.h"
#include "requant/exec/fast/weighted.h"

namespace requant::exec::fast {
namespace {

// The reference's rows, whose exponentials are tables, in memory that is planned.
template <typename T>
class SoftmaxStep final : public Step {
 public:
  SoftmaxStep(const NodeContext& context, reference::SoftmaxRow row)
      : row_(std::move(row)),
        depth_(static_cast<std::size_t>(context.input(0).shape.last())),
        rows_(static_cast<std::size_t>(context.input(0).shape.count()) / depth_) {}

  std::size_t scratch_bytes() const override { return 2 * row_bytes(); }

  void run(const Buffers& buffers) const override {
    const std::span values(reinterpret_cast<std::int32_t*>(buffers.scratch), depth_);
    const std::span stored(reinterpret_cast<std::int32_t*>(buffers.scratch + row_bytes()), depth_);
    const auto* from = reinterpret_cast<const T*>(buffers.inputs[0]);
    std::byte* to = buffers.outputs[0];
    for (std::size_t r = 0; r < rows_; ++r, from += depth_, to += depth_) {
      std::copy_n(from, depth_, values.begin());
      row_(values, stored);
      std::ranges::transform(stored, to, [](std::int32_t v) { return static_cast<std::byte>(v); });
    }
  }

 private:
  std::size_t row_bytes() const { return part_bytes(depth_, sizeof(std::int32_t)); }

  reference::SoftmaxRow row_;
  std::size_t depth_;
  std::size_t rows_;
};

}  // namespace

std::unique_ptr<Step> make_softmax_step(const NodeContext& context) {
  const Tensor& input = context.input(0);
  if (!is_byte(input) || !is_byte(context.output()) || input.is_constant()) return nullptr;
  reference::SoftmaxRow row = reference::make_softmax_row(context);
  return make_byte_step<SoftmaxStep>(input.type, context, std::move(row));
}

}  // namespace requant::exec::fast
