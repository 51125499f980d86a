// Written models, for tests.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "requant/formats/onnx/proto.h"
#include "requant/formats/onnx/writer.h"
#include "requant/graph/test_graph.h"

namespace requant::formats::onnx::test {

// The message that is written for the graph.
inline proto::ModelProto written(const Model& model, const WriteOptions& options = {}) {
  const Bytes bytes = write(model, options);
  proto::ModelProto result;
  EXPECT_TRUE(result.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  return result;
}

inline proto::ModelProto written(const Graph& graph, Form form, int opset = 0) {
  Model model;
  model.graph = graph;
  return written(model, {form, opset});
}

inline std::vector<std::string> op_types(const proto::ModelProto& model) {
  std::vector<std::string> result;
  for (const auto& node : model.graph().node()) result.push_back(node.op_type());
  return result;
}

inline int count(const proto::ModelProto& model, const std::string& op_type) {
  int result = 0;
  for (const auto& node : model.graph().node()) result += node.op_type() == op_type ? 1 : 0;
  return result;
}

// The first node of that operator; fails where there is none.
inline const proto::NodeProto& node(const proto::ModelProto& model, const std::string& op_type) {
  for (const auto& n : model.graph().node()) {
    if (n.op_type() == op_type) return n;
  }
  ADD_FAILURE() << "no " << op_type;
  return model.graph().node(0);
}

inline const proto::TensorProto& initializer(const proto::ModelProto& model,
                                             const std::string& name) {
  for (const auto& tensor : model.graph().initializer()) {
    if (tensor.name() == name) return tensor;
  }
  ADD_FAILURE() << "no initializer " << name;
  return proto::TensorProto::default_instance();
}

using Integers = std::vector<std::int64_t>;

inline Integers dims(const proto::TensorProto& tensor) {
  return {tensor.dims().begin(), tensor.dims().end()};
}

inline Integers dims(const proto::ValueInfoProto& value) {
  Integers result;
  for (const auto& d : value.type().tensor_type().shape().dim()) result.push_back(d.dim_value());
  return result;
}

// The elements of an initializer of that type.
template <typename T>
std::vector<T> values(const proto::TensorProto& tensor) {
  const auto* data = reinterpret_cast<const T*>(tensor.raw_data().data());
  return {data, data + tensor.raw_data().size() / sizeof(T)};
}

// The ints (or the one int) of an attribute.
inline Integers attribute(const proto::NodeProto& node, const std::string& name) {
  for (const auto& a : node.attribute()) {
    if (a.name() == name && a.has_i()) return {a.i()};
    if (a.name() == name) return {a.ints().begin(), a.ints().end()};
  }
  ADD_FAILURE() << node.op_type() << " has no attribute " << name;
  return {};
}

inline std::string text_attribute(const proto::NodeProto& node, const std::string& name) {
  for (const auto& a : node.attribute()) {
    if (a.name() == name) return a.s();
  }
  return "";
}

inline TensorId add_bytes(Graph& graph, const std::string& name, Shape shape,
                          const std::vector<std::int64_t>& stored, DataType type = DataType::int8) {
  const auto data = std::make_shared<const Bytes>(pack_integers(type, stored));
  return graph.add_tensor({name, type, std::move(shape), per_tensor(0.5F, 0), data, -1});
}

// A graph of one op on int8 tensors of scale 0.5.
inline Graph one_op(Op op, const std::vector<Shape>& inputs, Shape output,
                    DataType type = DataType::int8) {
  Graph graph;
  for (const Shape& shape : inputs) {
    graph.inputs.push_back(requant::test::add_tensor(
        graph, "x" + std::to_string(graph.inputs.size()), type, shape, per_tensor(0.5F, 3)));
  }
  graph.outputs = {
      requant::test::add_tensor(graph, "y", type, std::move(output), per_tensor(0.5F, 3))};
  requant::test::add_node(graph, std::move(op), graph.inputs, graph.outputs);
  return graph;
}

}  // namespace requant::formats::onnx::test
