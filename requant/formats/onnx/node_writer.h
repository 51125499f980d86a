// What the file of an op sees of a node that is written.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "requant/formats/onnx/graph_writer.h"
#include "requant/formats/onnx/stored_range.h"

namespace requant::formats::onnx {

// Writes one node as one or more operators of the file. An op's file takes the inputs as values,
// adds operators that make values of values, and hands the last one to `finish`.
class NodeWriter {
 public:
  NodeWriter(GraphWriter& file, const Node& node) : file_(file), node_(node) {}

  const Tensor& input(int i) const { return graph().tensor(node_.input(i)); }
  const Tensor& output() const { return graph().tensor(node_.outputs[0]); }
  bool has_input(int i) const { return node_.input(i) != kNoTensor; }
  int inputs() const { return static_cast<int>(node_.inputs.size()); }
  TensorId input_id(int i) const { return node_.input(i); }
  GraphWriter& file() { return file_; }
  Form form() const { return file_.form(); }
  // The order that the output has in the file.
  Order order() const { return file_.order(node_.outputs[0]); }

  // The input as it lies in the file.
  FileValue value(int i) { return file_.value(node_.input(i)); }
  FileValue value(int i, Order order);
  // An input of an op that pairs elements with those of the output: in the output's order, with as
  // many dimensions as broadcasting needs.
  FileValue operand(int i);
  // The dimension of the file that is dimension d of the graph, for a value of that order.
  static std::int64_t file_axis(std::int64_t d, Order order);

  // The real values of a quantized value; other values as they are.
  FileValue dequantize(const FileValue& value);
  // Real values on the grid of the output; where the output is not quantized, as they are.
  FileValue quantize(const FileValue& real);
  // The operator that the node is named after.
  FileValue add(const Operator& op, const std::vector<std::string>& inputs,
                const Attributes& attributes, FileValue result);
  // The operator on real values, its result on the grid of the output. `parameters` follow the
  // inputs.
  FileValue on_reals(const Operator& op, const std::vector<FileValue>& inputs,
                     const FileValue& like, const Attributes& attributes = {},
                     const std::vector<std::string>& parameters = {});
  // An operator that takes value, scale and zero point of every input, then scale and zero point of
  // the output, then the parameters.
  FileValue on_grids(const Operator& op, const std::vector<FileValue>& inputs,
                     const FileValue& like, const Attributes& attributes = {},
                     const std::vector<std::string>& parameters = {});
  // Whether operators on grids take the inputs and the output: the form asks for them, and all are
  // of the same type of 8 bits.
  bool has_grid_operators() const;
  // Whether an operator that moves or selects values runs on stored values as they are: they are
  // not quantized, or the form asks for it and input 0 and the output share the grid (and, where
  // `narrow`, have 8 bits).
  bool runs_on_stored(bool narrow) const;
  // That operator, on stored or on real values.
  FileValue moved(const Operator& op, const FileValue& x, const FileValue& like,
                  const Attributes& attributes = {},
                  const std::vector<std::string>& parameters = {}, bool narrow = false);

  // Names of shared constants.
  std::string scale(const FileValue& value);
  std::string zero_point(const FileValue& value);
  std::string real(float value);
  std::string stored(DataType type, std::int64_t value);
  std::string integers(const std::vector<std::int64_t>& values);

  // A value like the output of the node: as it lies in the file, or of another shape and order.
  FileValue result() const;
  FileValue result(const Shape& shape, Order order) const;
  // The value clamped to a range of stored values.
  FileValue clamp(const FileValue& value, const StoredRange& range);
  // The value is what the node computes but for the activation; it may lie in another order.
  void finish(FileValue value, Activation activation = Activation::none);

 private:
  const Graph& graph() const { return file_.graph(); }
  const std::string& name() const { return file_.name(node_.outputs[0]); }
  FileValue clamp_real(const FileValue& value, Activation activation);
  // Real values that the bits of the output hold, where those are not all of its type.
  FileValue within_bits(const FileValue& real);
  // The shared constant of the real value that a stored one of the output stands for.
  std::string bound(std::int64_t stored_bound);
  StoredRange activation_range(Activation activation) const;

  GraphWriter& file_;
  const Node& node_;
  std::string main_;  // the name of the principal operator's output
};

}  // namespace requant::formats::onnx
