// From a graph to the graph message of an ONNX file.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "requant/formats/onnx/layout_plan.h"
#include "requant/formats/onnx/message_builder.h"
#include "requant/formats/onnx/reorder.h"
#include "requant/formats/onnx/writer.h"

namespace requant::formats::onnx {

class GraphWriter {
 public:
  GraphWriter(const Model& model, Form form, int opset, proto::GraphProto& target);

  void write();

  const Graph& graph() const { return model_.graph; }
  Form form() const { return form_; }
  int opset() const { return opset_; }
  Order order(TensorId id) const { return layout_.order(id); }
  MessageBuilder& builder() { return builder_; }
  // The name in the file of a tensor that is an end of the graph or that a node writes.
  const std::string& name(TensorId id) const { return names_[static_cast<std::size_t>(id)]; }

  // The tensor as it lies in the file; constants lie as in the graph.
  FileValue value(TensorId id);
  // A constant as `reorder` brings it into another order; `how` tells two orders of one tensor
  // apart.
  FileValue constant(TensorId id, const std::string& how,
                     const std::function<Tensor(const Tensor&)>& reorder);
  FileValue constant(TensorId id, const Permutation& permutation);
  // The place of the real values that a DequantizeLinear with these inputs has written, which all
  // readers share; without a name where there is none yet.
  FileValue& dequantized(const std::vector<std::string>& inputs) { return dequantized_[inputs]; }
  // What a node has written for the tensor, in the order of the plan.
  void publish(TensorId id, FileValue value);

  // The same data under another shape or in another order of the dimensions.
  FileValue reshaped(const FileValue& value, const Shape& shape, Order order);
  FileValue transposed(const FileValue& value, const Permutation& permutation, Order order);
  // A value of rank 4, or one that is `as_graph`, in that order; `flattened` is not for this.
  FileValue in_order(const FileValue& value, Order order);

 private:
  void name_tensors();
  void write_inputs();
  FileValue input_value(TensorId id, const FileValue& input);
  void write_outputs();
  FileValue described(TensorId id, Order order) const;

  const Model& model_;
  Form form_;
  int opset_;
  proto::GraphProto& target_;
  MessageBuilder builder_;
  LayoutPlan layout_;
  std::vector<std::string> names_;        // of tensors that are not constant
  std::map<TensorId, FileValue> values_;  // what exists in the file so far
  std::set<std::string> value_names_;     // of those
  std::map<std::string, FileValue> constants_;
  std::map<std::vector<std::string>, FileValue> dequantized_;
  std::set<std::string> ends_;  // inputs and outputs of the file's graph
};

}  // namespace requant::formats::onnx
