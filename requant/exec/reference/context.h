// What a kernel is made from.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "requant/exec/program.h"

namespace requant::exec::reference {

// One node of a verified graph, with the rule that it computes by.
struct NodeContext {
  const Graph& graph;
  const Node& node;
  const ArithmeticRule& rule;

  bool has_input(int i) const { return node.input(i) != kNoTensor; }
  const Tensor& input(int i) const { return graph.tensor(node.input(i)); }
  const Tensor& output() const { return graph.tensor(node.outputs.at(0)); }
  template <typename O>
  const O& op() const {
    return std::get<O>(node.op);
  }

  // Throws Error: the node cannot run, because of `why`.
  [[noreturn]] void refuse(const std::string& why) const;
};

// The context of a node in that arithmetic, by the type of its first input.
NodeContext context_of(const Graph& graph, const Node& node, const Arithmetic& arithmetic);

// Throws Error unless the tensor is a quantized activation: uint8, int8 or int16 with one scale.
void require_activation(const NodeContext& context, const Tensor& tensor);
// require_activation of input 0 and of the output.
void require_unary(const NodeContext& context);
// Throws Error unless the op keeps the grid: input and output have equal scales. Their zero points
// may differ (uint8 to int8).
void require_same_scale(const NodeContext& context, const Tensor& input);

// Whether the output may store every value of the input, both of one type.
bool stores_all(const Tensor& output, const Tensor& input);

// What one zero point of an activation is; 0 where it has no quantization.
std::int64_t zero_point(const Tensor& tensor);
float scale(const Tensor& tensor);

// One input of a node as kernels read it: an array that comes at run time, or a constant.
class Operand {
 public:
  Operand(const NodeContext& context, int input);
  const Array& get(std::span<const Array* const> inputs) const;

 private:
  std::size_t index_;
  Array constant_;
};

// A kernel with one output, made of a function.
using RunFunction = std::function<Array(std::span<const Array* const>)>;
std::unique_ptr<Kernel> make_kernel(RunFunction run);

}  // namespace requant::exec::reference
