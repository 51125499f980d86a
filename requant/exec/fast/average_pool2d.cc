#include <algorithm>

#include "requant/arith/rounding.h"
#include "requant/exec/fast/byte_step.h"
#include "requant/exec/fast/mean.h"
#include "requant/exec/fast/pool.h"
#include "requant/exec/fast/steps.h"
#include "requant/exec/fast/sum_table.h"
#include "requant/exec/reference/divider.h"

namespace requant::exec::fast {
namespace {

template <typename T>
class AveragePoolStep final : public Step {
 public:
  AveragePoolStep(const PoolWindows& windows, std::vector<SumTable> tables)
      : windows_(windows), tables_(std::move(tables)) {}

  std::size_t scratch_bytes() const override { return windows_.channels * sizeof(std::int32_t); }

  void run(const Buffers& buffers) const override {
    auto* sums = reinterpret_cast<std::int32_t*>(buffers.scratch);
    const std::size_t channels = windows_.channels;
    windows_.for_each(reinterpret_cast<const T*>(buffers.inputs[0]),
                      [&](std::size_t position, std::size_t count, const auto& visit) {
                        std::fill_n(sums, channels, 0);
                        visit([&](const T* from) { add_to_sums(from, channels, sums); });
                        tables_[count].apply(sums, channels,
                                             buffers.outputs[0] + position * channels);
                      });
  }

 private:
  PoolWindows windows_;
  std::vector<SumTable> tables_;  // by the number of values
};

SumTable average_table(const NodeContext& context, std::int64_t count) {
  const auto type = integer_type(context.input(0).type);
  const auto range =
      reference::activation_range(context.op<AveragePool2d>().activation, context.output());
  const std::int64_t change =
      reference::zero_point(context.output()) - reference::zero_point(context.input(0));
  SumTable table{type.min() * count, {}};
  for (std::int64_t sum = table.least; sum <= type.max() * count; ++sum) {
    const std::int64_t mean = arith::rounding_divide(sum, count, context.rule.division) + change;
    table.stored.push_back(static_cast<std::byte>(std::clamp(mean, range.min, range.max)));
  }
  return table;
}

}  // namespace

std::unique_ptr<Step> make_average_pool2d_step(const NodeContext& context) {
  const Tensor& input = context.input(0);
  const auto& op = context.op<AveragePool2d>();
  if (reference::divides_global_pool(context)) {
    return make_global_mean(context, reference::activation_range(op.activation, context.output()));
  }
  const std::int64_t greatest = op.size[0] * op.size[1];
  if (context.rule.operands != Operands::rescaled || !is_byte(input) ||
      !is_byte(context.output()) || input.is_constant() || greatest * 255 > kGreatestSums ||
      reference::scale(input) != reference::scale(context.output())) {
    return nullptr;
  }
  const PoolWindows windows = pool_windows(context, op);
  std::vector<SumTable> tables(static_cast<std::size_t>(greatest) + 1);
  const auto& [y, x] = windows.axes;
  for (std::int64_t oy = 0; oy < y.output; ++oy) {
    for (std::int64_t ox = 0; ox < x.output; ++ox) {
      const std::int64_t count = (y.last(oy) - y.first(oy)) * (x.last(ox) - x.first(ox));
      SumTable& table = tables[static_cast<std::size_t>(count)];
      if (count > 0 && table.stored.empty()) table = average_table(context, count);
    }
  }
  return make_byte_step<AveragePoolStep>(input.type, windows, std::move(tables));
}

}  // namespace requant::exec::fast
