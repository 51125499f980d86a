#include <algorithm>

#include "requant/exec/fast/pack.h"
#include "requant/exec/fast/steps.h"
#include "requant/exec/fast/weighted.h"

namespace requant::exec::fast {
namespace {

// Rows of the input that go together.
constexpr std::size_t kRows = 48;

class FullyConnectedStep final : public Step {
 public:
  FullyConnectedStep(const reference::Weighted& op, std::int64_t depth, std::int64_t elements,
                     DataType input_type, DataType output_type)
      : channels_(static_cast<std::size_t>(op.channels)),
        depth_(static_cast<std::size_t>(depth)),
        rows_(static_cast<std::size_t>(elements / depth)),
        zero_point_(static_cast<std::int16_t>(op.input_zero_point)),
        input_type_(stored_type(input_type)),
        input_bytes_(storage_bytes(input_type, 1)),
        weights_(pack_pairs(op.channels, depth,
                            [&](std::int64_t c, std::int64_t i) {
                              return op.weights[static_cast<std::size_t>(c * depth + i)];
                            })),
        stage_(make_stage(op, output_type)),
        output_type_(output_type) {}

  std::size_t scratch_bytes() const override {
    return value_bytes() + (stage_.scalar() ? part_bytes(kRows * channels_, 4) : 0);
  }

  void run(const Buffers& buffers) const override {
    auto* values = reinterpret_cast<std::int16_t*>(buffers.scratch);
    RowSink sink(stage_, buffers.outputs[0], buffers.scratch + value_bytes(), channels_,
                 output_type_);
    const std::ptrdiff_t segment = 0;
    const std::int16_t* rows[kRows];
    for (std::size_t begin = 0; begin < rows_; begin += kRows) {
      const std::size_t count = std::min(kRows, rows_ - begin);
      simd_->widen(input_type_, buffers.inputs[0] + begin * depth_ * input_bytes_, count * depth_,
                   zero_point_, values);
      for (std::size_t r = 0; r < count; ++r) rows[r] = values + r * depth_;
      simd_->gemm({rows, count, &segment, 1, (depth_ + 1) / 2, weights_.data(), stage_.view(),
                   channels_, sink.rows(begin), channels_});
      sink.finish(begin, count);
    }
  }

 private:
  std::size_t value_bytes() const {
    return part_bytes(std::min(kRows, rows_) * depth_, sizeof(std::int16_t));
  }

  const Compute* simd_ = &compute();
  std::size_t channels_;
  std::size_t depth_;
  std::size_t rows_;
  std::int16_t zero_point_;
  Stored input_type_;
  std::size_t input_bytes_;
  PackedWeights weights_;
  Stage stage_;
  DataType output_type_;
};

}  // namespace

std::unique_ptr<Step> make_fully_connected_step(const NodeContext& context) {
  const Tensor& input = context.input(0);
  const Tensor& output = context.output();
  const Shape& weights = context.input(1).shape;
  if (weights.rank() != 2 || weights[1] < 1 || input.shape.count() % weights[1] != 0 ||
      input.shape.count() / weights[1] * weights[0] != output.shape.count()) {
    return nullptr;
  }
  const reference::Weighted weighted =
      reference::prepare_weighted(context, context.op<FullyConnected>().activation);
  if (!sums_are_exact(weighted)) return nullptr;
  return std::make_unique<FullyConnectedStep>(weighted, weights[1], input.shape.count(), input.type,
                                              output.type);
}

}  // namespace requant::exec::fast
