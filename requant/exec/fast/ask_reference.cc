#include "requant/exec/fast/ask_reference.h"

#include "requant/exec/reference/kernels.h"

namespace requant::exec::fast {

bool is_byte(const Tensor& tensor) {
  return (tensor.type == DataType::uint8 || tensor.type == DataType::int8) &&
         tensor.quantization.has_value() && tensor.quantization->scale.size() == 1;
}

bool same_grid(const Tensor& a, const Tensor& b) {
  return a.type == b.type && a.bits == b.bits && a.quantization == b.quantization;
}

Bytes ask_reference(const NodeContext& context, const Op& op,
                    const std::vector<const Tensor*>& tensors, const std::vector<Array>& arrays,
                    const Shape& output) {
  Graph graph;
  Node node{op, {}, {}, -1};
  std::vector<const Array*> arguments;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    Tensor tensor = *tensors[i];
    tensor.shape = arrays[i].shape;
    tensor.data = nullptr;
    node.inputs.push_back(graph.add_tensor(std::move(tensor)));
    arguments.push_back(&arrays[i]);
  }
  Tensor result = context.output();
  result.shape = output;
  node.outputs = {graph.add_tensor(std::move(result))};
  graph.nodes.push_back(node);
  return reference::make_any({graph, graph.nodes[0], context.rule})->run(arguments).at(0).bytes;
}

Array all_bytes(DataType type) {
  Array array(type, {256});
  for (std::size_t i = 0; i < 256; ++i) array.bytes[i] = static_cast<std::byte>(i);
  return array;
}

}  // namespace requant::exec::fast
