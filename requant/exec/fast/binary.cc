#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

#include "requant/exec/fast/ask_reference.h"
#include "requant/exec/fast/simd/kernels.h"
#include "requant/exec/fast/stage.h"
#include "requant/exec/fast/steps.h"
#include "requant/exec/reference/broadcast.h"
#include "requant/exec/reference/folded.h"

namespace requant::exec::fast {
namespace {

constexpr std::size_t kBytes = 256;

// An operand in the shape of the output: as it comes, or spread out in scratch.
class Spread {
 public:
  Spread(const NodeContext& context, int index)
      : index_(static_cast<std::size_t>(index)),
        count_(static_cast<std::size_t>(context.output().shape.count())) {
    const Tensor& tensor = context.input(index);
    if (tensor.is_constant()) constant_ = *tensor.data;
    if (tensor.shape.count() == context.output().shape.count()) return;
    const reference::Broadcast broadcast(context, tensor.shape, tensor.shape,
                                         context.output().shape);
    sources_.resize(count_);
    broadcast.for_each([&](std::size_t i, std::size_t from, std::size_t) {
      sources_[i] = static_cast<std::uint32_t>(from);
    });
    if (constant_.empty()) return;
    Bytes all(count_);
    for (std::size_t i = 0; i < count_; ++i) all[i] = constant_[sources_[i]];
    constant_ = std::move(all);
    sources_.clear();
  }

  std::size_t scratch_bytes() const { return sources_.empty() ? 0 : (count_ + 63) / 64 * 64; }
  const std::byte* get(const Buffers& buffers, std::byte* scratch) const {
    if (!constant_.empty()) return constant_.data();
    const std::byte* input = buffers.inputs[index_];
    if (sources_.empty()) return input;
    for (std::size_t i = 0; i < count_; ++i) scratch[i] = input[sources_[i]];
    return scratch;
  }

 private:
  std::size_t index_;
  std::size_t count_;
  Bytes constant_;
  std::vector<std::uint32_t> sources_;
};

// Whether x comes first in the rule's order of operations, which is then the order of a shape where
// x is repeated.
bool x_is_first(const NodeContext& context) {
  return context.rule.operands == Operands::folded && context.node.kind() != OpKind::mul &&
         reference::FoldedSum(context, 1).x_first;
}

// The output of all pairs of bytes, [x][y].
Bytes pair_table(const NodeContext& context) {
  const Shape square{kBytes, kBytes};
  const std::vector<const Tensor*> tensors{&context.input(0), &context.input(1)};
  if (x_is_first(context)) {
    Array x = all_bytes(context.input(0).type);
    Array y = all_bytes(context.input(1).type);
    x.shape = {kBytes, 1};
    y.shape = {1, kBytes};
    return ask_reference(context, context.node.op, tensors, {x, y}, square);
  }
  Array x(context.input(0).type, square);
  Array y(context.input(1).type, square);
  for (std::size_t i = 0; i < kBytes * kBytes; ++i) {
    x.bytes[i] = static_cast<std::byte>(i / kBytes);
    y.bytes[i] = static_cast<std::byte>(i % kBytes);
  }
  return ask_reference(context, context.node.op, tensors, {x, y}, square);
}

BinaryTask task_of(const NodeContext& context) {
  const Tensor& x = context.input(0);
  const Tensor& y = context.input(1);
  const Tensor& output = context.output();
  const auto range = reference::activation_range(activation_of(context.node.op), output);
  const double out_scale = reference::scale(output);
  const bool product = context.node.kind() == OpKind::mul;
  const double x_scale = reference::scale(x);
  const double y_scale = reference::scale(y);
  BinaryTask task{};
  task.x_zero_point = static_cast<std::int16_t>(reference::zero_point(x));
  task.y_zero_point = static_cast<std::int16_t>(reference::zero_point(y));
  task.product = product;
  task.x_factor = static_cast<float>((product ? x_scale * y_scale : x_scale) / out_scale);
  task.y_factor = static_cast<float>(y_scale / out_scale);
  if (context.node.kind() == OpKind::sub) task.y_factor = -task.y_factor;
  task.stored.zero_point = static_cast<std::int32_t>(reference::zero_point(output));
  task.stored.min = static_cast<std::int32_t>(range.min);
  task.stored.max = static_cast<std::int32_t>(range.max);
  task.stored.type = stored_type(output.type);
  return task;
}

// Gives a task the constants of a rule that folds. The kernel does the same operations in the same
// order where the instruction set fuses; its x is the operand that comes last.
void fold(const NodeContext& context, BinaryTask& task) {
  const std::int64_t origin = reference::folded_origin(context);
  task.stored.zero_point = static_cast<std::int32_t>(origin);
  if (task.product) {
    task.offset = static_cast<float>(reference::zero_point(context.output()) - origin);
    return;
  }
  const reference::FoldedSum sum(context, context.node.kind() == OpKind::sub ? -1 : 1);
  task.x_zero_point = task.y_zero_point = static_cast<std::int16_t>(origin);
  task.x_factor = sum.x_first ? sum.y_ratio : sum.x_ratio;
  task.y_factor = sum.x_first ? sum.x_ratio : sum.y_ratio;
  task.offset = sum.offset;
}

// A task without data that gives the table for all pairs; nothing where none is found.
std::optional<BinaryTask> find_task(const NodeContext& context, const Bytes& table) {
  const OpKind kind = context.node.kind();
  if (kind != OpKind::add && kind != OpKind::sub && kind != OpKind::mul) return std::nullopt;
  if (context.input(0).type != context.output().type ||
      context.input(1).type != context.output().type) {
    return std::nullopt;
  }
  BinaryTask task = task_of(context);
  // Beyond that the kernel's rounding would not work.
  constexpr double kGreatest = 1 << 20;
  const double steps = task.product ? 255 * 255 : 255;
  if ((std::abs(task.x_factor) + std::abs(task.y_factor)) * steps > kGreatest) return std::nullopt;
  Bytes x(table.size());
  Bytes y(table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    x[i] = static_cast<std::byte>(i / kBytes);
    y[i] = static_cast<std::byte>(i % kBytes);
  }
  Bytes output(table.size());
  const bool swapped = x_is_first(context);
  task.x = swapped ? y.data() : x.data();
  task.y = swapped ? x.data() : y.data();
  task.count = table.size();
  task.output = output.data();
  if (context.rule.operands == Operands::folded) fold(context, task);
  const float middle = task.offset;
  for (const int offset : {0, 1, -1, 2, -2, 4, -4, 8, -8, 16, -16}) {
    task.offset = middle + static_cast<float>(offset) * 1e-6F;
    compute().binary(task);
    if (output == table) return task;
  }
  return std::nullopt;
}

class BinaryStep final : public Step {
 public:
  explicit BinaryStep(const NodeContext& context)
      : x_(context, 0),
        y_(context, 1),
        count_(static_cast<std::size_t>(context.output().shape.count())),
        swapped_(x_is_first(context)),
        table_(pair_table(context)),
        task_(find_task(context, table_)) {
    if (task_) table_ = {};
  }

  std::size_t scratch_bytes() const override { return x_.scratch_bytes() + y_.scratch_bytes(); }

  void run(const Buffers& buffers) const override {
    const std::byte* x = x_.get(buffers, buffers.scratch);
    const std::byte* y = y_.get(buffers, buffers.scratch + x_.scratch_bytes());
    std::byte* output = buffers.outputs[0];
    if (task_) {
      BinaryTask task = *task_;
      task.x = swapped_ ? y : x;
      task.y = swapped_ ? x : y;
      task.count = count_;
      task.output = output;
      return simd_->binary(task);
    }
    for (std::size_t i = 0; i < count_; ++i) {
      output[i] = table_[static_cast<std::size_t>(x[i]) * kBytes + static_cast<std::size_t>(y[i])];
    }
  }

 private:
  const Compute* simd_ = &compute();
  Spread x_;
  Spread y_;
  std::size_t count_;
  bool swapped_;  // the task's x is the node's y
  Bytes table_;   // where no task is proven
  std::optional<BinaryTask> task_;
};

}  // namespace

std::unique_ptr<Step> make_binary_step(const NodeContext& context) {
  const bool bytes =
      is_byte(context.input(0)) && is_byte(context.input(1)) && is_byte(context.output());
  if (!bytes) return nullptr;
  return std::make_unique<BinaryStep>(context);
}

}  // namespace requant::exec::fast
