// Small graphs for tests.
#pragma once

#include "requant/graph/graph.h"

namespace requant::test {

inline TensorId add_tensor(Graph& graph, const std::string& name, DataType type, Shape shape,
                           std::optional<Quantization> quantization = {}) {
  return graph.add_tensor({name, type, std::move(shape), std::move(quantization), nullptr, -1});
}

// A constant whose elements are all zero.
inline TensorId add_constant(Graph& graph, const std::string& name, DataType type, Shape shape,
                             std::optional<Quantization> quantization = {}) {
  auto data = std::make_shared<Bytes>(storage_bytes(type, static_cast<std::size_t>(shape.count())));
  return graph.add_tensor({name, type, std::move(shape), std::move(quantization), data, -1});
}

inline NodeId add_node(Graph& graph, Op op, std::vector<TensorId> inputs,
                       std::vector<TensorId> outputs) {
  graph.nodes.push_back({std::move(op), std::move(inputs), std::move(outputs), -1});
  return static_cast<NodeId>(graph.nodes.size()) - 1;
}

// int8: x 1x4x4x3, w 2x1x1x3, b 2, y 1x4x4x2; tensors 0 to 3.
inline Graph small_convolution() {
  Graph graph;
  const auto x = add_tensor(graph, "x", DataType::int8, {1, 4, 4, 3}, per_tensor(0.5F, 3));
  const auto w = add_constant(graph, "w", DataType::int8, {2, 1, 1, 3}, per_tensor(0.25F, 0));
  const auto b = add_constant(graph, "b", DataType::int32, {2}, per_tensor(0.125F, 0));
  const auto y = add_tensor(graph, "y", DataType::int8, {1, 4, 4, 2}, per_tensor(1, -2));
  add_node(graph, Conv2d{}, {x, w, b}, {y});
  graph.inputs = {x};
  graph.outputs = {y};
  return graph;
}

// t0 -> logistic -> t1 -> ... -> t`length`, int8 of shape 4.
inline Graph chain(int length) {
  Graph graph;
  for (int i = 0; i <= length; ++i) {
    add_tensor(graph, "t" + std::to_string(i), DataType::int8, {4}, per_tensor(1, 0));
  }
  for (int i = 0; i < length; ++i) add_node(graph, Logistic{}, {i}, {i + 1});
  graph.inputs = {0};
  graph.outputs = {length};
  return graph;
}

// Every op that integers run through once, on int8 graph inputs of its own with scale 1, and
// weights of zeros. Verified.
inline Graph one_of_each_on_integers() {
  Graph graph;
  const Quantization q = per_tensor(1, 0);
  const auto input = [&](Shape shape) {
    graph.inputs.push_back(add_tensor(graph, "x", DataType::int8, std::move(shape), q));
    return graph.inputs.back();
  };
  const auto weights = [&](Shape shape) {
    return add_constant(graph, "w", DataType::int8, std::move(shape), q);
  };
  const auto op = [&](Op o, std::vector<TensorId> inputs, Shape shape,
                      DataType type = DataType::int8) {
    const auto quantized = is_integer(type) && bit_width(type) < 32;
    const auto y =
        add_tensor(graph, "y", type, std::move(shape), quantized ? std::optional(q) : std::nullopt);
    add_node(graph, std::move(o), std::move(inputs), {y});
    graph.outputs.push_back(y);
  };
  const Shape image{1, 4, 4, 3};
  op(Conv2d{}, {input(image), weights({2, 1, 1, 3})}, {1, 4, 4, 2});
  op(DepthwiseConv2d{{}, 2}, {input(image), weights({1, 3, 3, 6})}, {1, 2, 2, 6});
  op(FullyConnected{}, {input({2, 6}), weights({5, 6})}, {2, 5});
  op(Add{}, {input(image), input({3})}, image);
  op(Sub{}, {input({3}), input(image)}, image);
  op(Mul{}, {input(image), input({1, 1, 1, 1})}, image);
  op(AveragePool2d{{}, {2, 2}}, {input(image)}, {1, 3, 3, 3});
  op(MaxPool2d{{.padding = Padding::same}, {2, 2}}, {input(image)}, image);
  op(Mean{{1, 2}, true}, {input(image)}, {1, 1, 1, 3});
  op(Concat{1}, {input({2, 3}), input({2, 4})}, {2, 7});
  op(Pad{{{1, 2}, {0, 1}}}, {input({2, 3})}, {5, 4});
  op(Reshape{}, {input({2, 3})}, {6});
  op(Transpose{{1, 0}}, {input({2, 3})}, {3, 2});
  op(ResizeBilinear{}, {input(image)}, {1, 8, 7, 3});
  op(ResizeNearest{}, {input(image)}, {1, 8, 7, 3});
  op(Relu{}, {input({3})}, {3});
  op(LeakyRelu{0.1F}, {input({3})}, {3});
  op(Logistic{}, {input({3})}, {3});
  op(Tanh{}, {input({3})}, {3});
  op(HardSwish{}, {input({3})}, {3});
  op(Minimum{}, {input({2, 3}), input({3})}, {2, 3});
  op(Maximum{}, {input({2, 3}), input({3})}, {2, 3});
  op(Softmax{}, {input({3})}, {3});
  op(ArgMax{1}, {input({2, 3})}, {2}, DataType::int32);
  op(Quantize{}, {input({3})}, {3});
  op(Dequantize{}, {input({3})}, {3}, DataType::float32);
  return graph;
}

// Every op once: those on integers, and batch_norm on a float graph input. Verified.
inline Graph one_of_each() {
  Graph graph = one_of_each_on_integers();
  const Shape image{1, 4, 4, 3};
  const auto x = add_tensor(graph, "x", DataType::float32, image);
  std::vector<TensorId> inputs{x};
  for (const char* name : {"scale", "bias", "mean", "variance"}) {
    inputs.push_back(add_constant(graph, name, DataType::float32, {3}));
  }
  const auto y = add_tensor(graph, "y", DataType::float32, image);
  add_node(graph, BatchNorm{}, inputs, {y});
  graph.inputs.push_back(x);
  graph.outputs.push_back(y);
  return graph;
}

// The node of one_of_each of that kind.
inline NodeId node_of(const Graph& graph, OpKind kind) {
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    if (graph.nodes[n].kind() == kind) return static_cast<NodeId>(n);
  }
  return -1;
}

}  // namespace requant::test
