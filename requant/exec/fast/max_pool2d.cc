#include <algorithm>

#include "requant/exec/fast/byte_step.h"
#include "requant/exec/fast/pool.h"
#include "requant/exec/fast/steps.h"

namespace requant::exec::fast {
namespace {

template <typename T>
class MaxPoolStep final : public Step {
 public:
  MaxPoolStep(const PoolWindows& windows, reference::StoredRange range)
      : windows_(windows), min_(static_cast<T>(range.min)), max_(static_cast<T>(range.max)) {}

  void run(const Buffers& buffers) const override {
    auto* output = reinterpret_cast<T*>(buffers.outputs[0]);
    const std::size_t channels = windows_.channels;
    windows_.for_each(reinterpret_cast<const T*>(buffers.inputs[0]),
                      [&](std::size_t position, std::size_t, const auto& visit) {
                        T* to = output + position * channels;
                        std::fill_n(to, channels, min_);
                        visit([&](const T* from) {
                          for (std::size_t c = 0; c < channels; ++c)
                            to[c] = std::max(to[c], from[c]);
                        });
                        for (std::size_t c = 0; c < channels; ++c) to[c] = std::min(to[c], max_);
                      });
  }

 private:
  PoolWindows windows_;
  T min_;
  T max_;
};

}  // namespace

std::unique_ptr<Step> make_max_pool2d_step(const NodeContext& context) {
  const Tensor& input = context.input(0);
  const Tensor& output = context.output();
  if (!is_byte(input) || !same_grid(input, output) || input.is_constant()) return nullptr;
  const auto& op = context.op<MaxPool2d>();
  const PoolWindows windows = pool_windows(context, op);
  const auto range = reference::activation_range(op.activation, output);
  return make_byte_step<MaxPoolStep>(input.type, windows, range);
}

}  // namespace requant::exec::fast
