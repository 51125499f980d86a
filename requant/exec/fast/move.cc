#include <cstring>
#include <numeric>

#include "requant/exec/fast/ask_reference.h"
#include "requant/exec/fast/steps.h"
#include "requant/exec/reference/gather.h"

namespace requant::exec::fast {
namespace {

// The length of the runs of consecutive sources that all of them fall into.
std::size_t run_length(const std::vector<std::int64_t>& sources) {
  std::size_t length = sources.size();
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= sources.size(); ++i) {
    if (i < sources.size() && sources[i] == sources[i - 1] + 1) continue;
    length = std::gcd(length, i - begin);
    begin = i;
  }
  return length;
}

class MoveStep final : public Step {
 public:
  MoveStep(const std::vector<std::int64_t>& sources, std::size_t element_bytes) {
    const std::size_t length = run_length(sources);
    run_bytes_ = length * element_bytes;
    for (std::size_t i = 0; i < sources.size(); i += length) {
      begins_.push_back(static_cast<std::size_t>(sources[i]) * element_bytes);
    }
  }

  void run(const Buffers& buffers) const override {
    const std::byte* from = buffers.inputs[0];
    std::byte* to = buffers.outputs[0];
    if (run_bytes_ == 1) {
      for (const std::size_t begin : begins_) *to++ = from[begin];
      return;
    }
    for (const std::size_t begin : begins_) {
      std::memcpy(to, from + begin, run_bytes_);
      to += run_bytes_;
    }
  }

 private:
  std::size_t run_bytes_;
  std::vector<std::size_t> begins_;  // bytes
};

std::unique_ptr<Step> make_move_step(const NodeContext& context,
                                     std::vector<std::int64_t> (*sources)(const NodeContext&)) {
  const Tensor& input = context.input(0);
  if (!same_grid(input, context.output()) || input.is_constant()) return nullptr;
  return std::make_unique<MoveStep>(sources(context), storage_bytes(input.type, 1));
}

}  // namespace

std::unique_ptr<Step> make_transpose_step(const NodeContext& context) {
  return make_move_step(context, reference::transpose_sources);
}

std::unique_ptr<Step> make_resize_nearest_step(const NodeContext& context) {
  return make_move_step(context, reference::resize_nearest_sources);
}

}  // namespace requant::exec::fast
