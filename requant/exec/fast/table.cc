#include "requant/exec/fast/table.h"

#include <algorithm>

#include "requant/exec/fast/ask_reference.h"
#include "requant/exec/fast/steps.h"

namespace requant::exec::fast {
namespace {

class TableStep final : public Step {
 public:
  TableStep(ByteTable table, std::size_t count) : table_(table), count_(count) {}
  void run(const Buffers& buffers) const override {
    apply_table(table_, buffers.inputs[0], count_, buffers.outputs[0]);
  }

 private:
  ByteTable table_;
  std::size_t count_;
};

}  // namespace

void apply_table(const ByteTable& table, const std::byte* input, std::size_t count,
                 std::byte* output) {
  for (std::size_t i = 0; i < count; ++i) {
    output[i] = table[static_cast<std::size_t>(input[i])];
  }
}

ByteTable unary_table(const NodeContext& context, const Op& op, const Tensor& input) {
  const Bytes values = ask_reference(context, op, {&input}, {all_bytes(input.type)}, {256});
  ByteTable table;
  std::copy(values.begin(), values.end(), table.begin());
  return table;
}

std::unique_ptr<Step> make_table_step(const NodeContext& context) {
  if (!is_byte(context.input(0)) || !is_byte(context.output())) return nullptr;
  if (context.input(0).is_constant()) return nullptr;
  const ByteTable table = unary_table(context, context.node.op, context.input(0));
  return std::make_unique<TableStep>(table,
                                     static_cast<std::size_t>(context.output().shape.count()));
}

}  // namespace requant::exec::fast
