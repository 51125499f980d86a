#include <cstring>
#include <optional>

#include "requant/exec/fast/ask_reference.h"
#include "requant/exec/fast/steps.h"
#include "requant/exec/fast/table.h"

namespace requant::exec::fast {
namespace {

struct Part {
  std::size_t block = 0;  // bytes of one index of the dimensions before the axis
  std::size_t rows = 0;
  std::optional<ByteTable> table;
  Bytes constant;
};

class ConcatStep final : public Step {
 public:
  explicit ConcatStep(std::vector<Part> parts) : parts_(std::move(parts)) {
    for (const Part& part : parts_) row_ += part.block;
  }

  void run(const Buffers& buffers) const override {
    std::byte* column = buffers.outputs[0];
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const Part& part = parts_[i];
      const std::byte* from = part.constant.empty() ? buffers.inputs[i] : part.constant.data();
      for (std::size_t r = 0; r < part.rows; ++r, from += part.block) {
        if (part.table) {
          apply_table(*part.table, from, part.block, column + r * row_);
        } else {
          std::memcpy(column + r * row_, from, part.block);
        }
      }
      column += part.block;
    }
  }

 private:
  std::vector<Part> parts_;
  std::size_t row_ = 0;
};

}  // namespace

std::unique_ptr<Step> make_concat_step(const NodeContext& context) {
  const auto& op = context.op<Concat>();
  std::vector<Part> parts;
  for (int i = 0; i < static_cast<int>(context.node.inputs.size()); ++i) {
    const Tensor& input = context.input(i);
    if (!is_byte(input) || !is_byte(context.output())) return nullptr;
    Part part;
    part.block = 1;
    for (int d = static_cast<int>(op.axis); d < input.shape.rank(); ++d) {
      part.block *= static_cast<std::size_t>(input.shape[d]);
    }
    part.rows = static_cast<std::size_t>(input.shape.count()) / part.block;
    const bool plain = same_grid(input, context.output()) && op.activation == Activation::none;
    if (!plain) part.table = unary_table(context, Concat{0, op.activation}, input);
    if (input.is_constant()) part.constant = *input.data;
    parts.push_back(std::move(part));
  }
  return std::make_unique<ConcatStep>(std::move(parts));
}

}  // namespace requant::exec::fast
