#include "requant/exec/reference/dot.h"
#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/weighted.h"

namespace requant::exec::reference {
namespace {

template <typename Path>
class FullyConnectedLoop {
 public:
  using Value = typename Path::Value;
  using Sum = typename Path::Sum;

  FullyConnectedLoop(const Weighted& op, std::int64_t depth, const Tensor& output)
      : weights_(narrowed<Value>(op.weights)),
        bias_(narrowed<Sum>(op.bias)),
        zero_point_(op.input_zero_point),
        stage_(op.stage),
        depth_(static_cast<std::size_t>(depth)),
        type_(output.type),
        shape_(output.shape) {}

  Array run(const Array& input) const {
    const std::vector<Value> values = load<Value>(input, zero_point_);
    Array output(type_, shape_);
    std::vector<Sum> sums(bias_.size());
    std::vector<std::int32_t> stored(bias_.size());
    std::size_t begin = 0;
    for (std::size_t row = 0; row < values.size(); row += depth_, begin += stored.size()) {
      dot_rows(values.data() + row, weights_.data(), bias_.data(), bias_.size(), depth_,
               sums.data());
      stage_.apply(std::span<const Sum>(sums), stored);
      store<std::int32_t>(output, begin, stored);
    }
    return output;
  }

 private:
  std::vector<Value> weights_;
  std::vector<Sum> bias_;
  std::int64_t zero_point_;
  OutputStage stage_;
  std::size_t depth_;
  DataType type_;
  Shape shape_;
};

}  // namespace

std::unique_ptr<Kernel> make_fully_connected(const NodeContext& context) {
  const Shape& input = context.input(0).shape;
  const Shape& weights = context.input(1).shape;
  const Tensor& output = context.output();
  if (weights.rank() != 2 || weights[1] < 1 || input.count() % weights[1] != 0 ||
      input.count() / weights[1] * weights[0] != output.shape.count()) {
    context.refuse("weights of shape " + weights.text() + " do not fit an input of shape " +
                   input.text() + " and an output of shape " + output.shape.text());
  }
  const Weighted weighted = prepare_weighted(context, context.op<FullyConnected>().activation);
  return make_weighted<FullyConnectedLoop>(weighted.narrow, weighted, weights[1], output);
}

}  // namespace requant::exec::reference
