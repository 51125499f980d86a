#include <cstring>

#include "requant/exec/fast/ask_reference.h"
#include "requant/exec/fast/steps.h"

namespace requant::exec::fast {
namespace {

class ReshapeStep final : public Step {
 public:
  explicit ReshapeStep(std::size_t bytes) : bytes_(bytes) {}
  void run(const Buffers& buffers) const override {
    std::memcpy(buffers.outputs[0], buffers.inputs[0], bytes_);
  }

 private:
  std::size_t bytes_;
};

}  // namespace

std::unique_ptr<Step> make_reshape_step(const NodeContext& context) {
  const Tensor& input = context.input(0);
  if (input.is_constant() || !same_grid(input, context.output()) ||
      input.shape.count() != context.output().shape.count()) {
    return nullptr;
  }
  return std::make_unique<ReshapeStep>(
      storage_bytes(input.type, static_cast<std::size_t>(input.shape.count())));
}

}  // namespace requant::exec::fast
