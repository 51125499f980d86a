// Single nodes with random contents for tests of kernels.
#pragma once

#include <string>

#include "requant/base/random.h"
#include "requant/exec/reference/reference.h"

namespace requant::exec::reference {

inline Tensor activation(const std::string& name, DataType type, Shape shape, float scale,
                         std::int64_t zero_point) {
  return {name, type, std::move(shape), per_tensor(scale, zero_point), nullptr, -1};
}

inline Tensor constant(const std::string& name, DataType type, Shape shape,
                       Quantization quantization, const std::vector<std::int64_t>& values) {
  auto data = std::make_shared<Bytes>(pack_integers(type, values));
  return {name, type, std::move(shape), std::move(quantization), std::move(data), -1};
}

inline std::vector<std::int64_t> random_integers(Random& random, std::int64_t count,
                                                 std::int64_t low, std::int64_t high) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(count));
  for (std::int64_t& v : values) v = random.integer(low, high);
  return values;
}

inline Array array_of(DataType type, const Shape& shape, const std::vector<std::int64_t>& values) {
  Array array(type, shape);
  array.bytes = pack_integers(type, values);
  return array;
}

inline Array random_array(Random& random, DataType type, const Shape& shape) {
  const arith::IntegerType range = integer_type(type);
  return array_of(type, shape, random_integers(random, shape.count(), range.min(), range.max()));
}

inline Arithmetic arithmetic_of(const ArithmeticRule& rule) {
  Arithmetic arithmetic;
  arithmetic.set({}, rule);
  return arithmetic;
}

// Adds the tensors and one node that reads them in order and writes `output`.
inline Graph graph_of(Op op, const std::vector<Tensor>& inputs, const Tensor& output) {
  Graph graph;
  Node node{std::move(op), {}, {}, -1};
  for (const Tensor& tensor : inputs) {
    node.inputs.push_back(graph.add_tensor(tensor));
    if (!tensor.is_constant()) graph.inputs.push_back(node.inputs.back());
  }
  node.outputs = {graph.add_tensor(output)};
  graph.outputs = node.outputs;
  graph.nodes.push_back(std::move(node));
  return graph;
}

// Runs the only node of such a graph; returns the stored outputs.
inline std::vector<std::int64_t> run_node(const Graph& graph, const ArithmeticRule& rule,
                                          const std::vector<Array>& inputs) {
  return stored_integers(prepare(graph, arithmetic_of(rule))->run(inputs).at(0));
}

}  // namespace requant::exec::reference
