#include <algorithm>
#include <cstring>

#include "requant/exec/fast/ask_reference.h"
#include "requant/exec/fast/steps.h"

namespace requant::exec::fast {
namespace {

// Runs of elements that stay together.
struct Run {
  std::size_t from;
  std::size_t to;
};

class PadStep final : public Step {
 public:
  PadStep(const Pad& op, const Shape& input, const Shape& output, std::byte fill)
      : fill_(fill), output_bytes_(static_cast<std::size_t>(output.count())) {
    runs_.push_back({0, 0});
    std::size_t in_stride = static_cast<std::size_t>(input.count());
    std::size_t out_stride = output_bytes_;
    for (int d = 0; d + 1 < input.rank(); ++d) {
      const auto i = static_cast<std::size_t>(d);
      in_stride /= static_cast<std::size_t>(input[d]);
      out_stride /= static_cast<std::size_t>(output[d]);
      std::vector<Run> next;
      for (const Run& run : runs_) {
        for (std::int64_t p = 0; p < input[d]; ++p) {
          const auto at = static_cast<std::size_t>(p + op.paddings[i].first);
          next.push_back(
              {run.from + static_cast<std::size_t>(p) * in_stride, run.to + at * out_stride});
        }
      }
      runs_ = std::move(next);
    }
    length_ = in_stride;
    const auto before = static_cast<std::size_t>(op.paddings.back().first);
    for (Run& run : runs_) run.to += before;
  }

  void run(const Buffers& buffers) const override {
    std::fill_n(buffers.outputs[0], output_bytes_, fill_);
    for (const Run& r : runs_) {
      std::memcpy(buffers.outputs[0] + r.to, buffers.inputs[0] + r.from, length_);
    }
  }

 private:
  std::byte fill_;
  std::size_t output_bytes_;
  std::size_t length_;
  std::vector<Run> runs_;
};

}  // namespace

std::unique_ptr<Step> make_pad_step(const NodeContext& context) {
  const auto& op = context.op<Pad>();
  const Tensor& input = context.input(0);
  const Tensor& output = context.output();
  const bool inward =
      std::ranges::any_of(op.paddings, [](const auto& p) { return p.first < 0 || p.second < 0; });
  if (!is_byte(input) || !same_grid(input, output) || input.is_constant() || inward ||
      input.shape.rank() < 1 ||
      op.paddings.size() != static_cast<std::size_t>(input.shape.rank())) {
    return nullptr;
  }
  const std::int64_t fill = op.has_value ? op.value : reference::zero_point(output);
  return std::make_unique<PadStep>(op, input.shape, output.shape, static_cast<std::byte>(fill));
}

}  // namespace requant::exec::fast
