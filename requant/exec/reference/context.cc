#include "requant/exec/reference/context.h"

#include "requant/base/error.h"

namespace requant::exec::reference {
namespace {

class FunctionKernel final : public Kernel {
 public:
  explicit FunctionKernel(RunFunction run) : run_(std::move(run)) {}
  std::vector<Array> run(std::span<const Array* const> inputs) const override {
    std::vector<Array> outputs;
    outputs.push_back(run_(inputs));
    return outputs;
  }

 private:
  RunFunction run_;
};

}  // namespace

void NodeContext::refuse(const std::string& why) const { throw Error(why); }

NodeContext context_of(const Graph& graph, const Node& node, const Arithmetic& arithmetic) {
  return {graph, node, arithmetic.rule(node.kind(), graph.tensor(node.input(0)).type)};
}

void require_activation(const NodeContext& context, const Tensor& tensor) {
  const bool integer = tensor.type == DataType::uint8 || tensor.type == DataType::int8 ||
                       tensor.type == DataType::int16;
  if (!integer) {
    context.refuse("tensor '" + tensor.name + "' is " + std::string(name(tensor.type)) +
                   "; only uint8, int8 and int16 activations run, quantize the model first");
  }
  if (!tensor.quantization || tensor.quantization->scale.size() != 1) {
    context.refuse("tensor '" + tensor.name + "' has no single scale and zero point");
  }
}

void require_unary(const NodeContext& context) {
  require_activation(context, context.input(0));
  require_activation(context, context.output());
}

void require_same_scale(const NodeContext& context, const Tensor& input) {
  if (scale(input) != scale(context.output())) {
    context.refuse("tensors '" + input.name + "' and '" + context.output().name +
                   "' must have the same scale");
  }
}

bool stores_all(const Tensor& output, const Tensor& input) {
  return output.bits == input.bits || !is_integer(output.type) ||
         stored_range(output).bits >= stored_range(input).bits;
}

std::int64_t zero_point(const Tensor& tensor) {
  return tensor.quantization ? tensor.quantization->zero_point_at(0) : 0;
}

float scale(const Tensor& tensor) {
  return tensor.quantization ? tensor.quantization->scale_at(0) : 1.0F;
}

Operand::Operand(const NodeContext& context, int input) : index_(static_cast<std::size_t>(input)) {
  const Tensor& tensor = context.input(input);
  if (!tensor.is_constant()) return;
  constant_.type = tensor.type;
  constant_.shape = tensor.shape;
  constant_.bytes = *tensor.data;
}

const Array& Operand::get(std::span<const Array* const> inputs) const {
  return inputs[index_] != nullptr ? *inputs[index_] : constant_;
}

std::unique_ptr<Kernel> make_kernel(RunFunction run) {
  return std::make_unique<FunctionKernel>(std::move(run));
}

}  // namespace requant::exec::reference
