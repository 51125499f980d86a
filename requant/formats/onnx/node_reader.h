// One node of a file, as the readers of the ops see it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "requant/formats/onnx/clamp.h"
#include "requant/formats/onnx/ending.h"
#include "requant/formats/onnx/graph_builder.h"
#include "requant/formats/onnx/source.h"

namespace requant::formats::onnx {

// Every function throws Error, without naming the node, where the node cannot be represented.
class NodeReader {
 public:
  // Nodes that are read together with this one are marked in `done`. The references are kept.
  NodeReader(const Source& source, int index, GraphBuilder& builder, std::vector<bool>& done)
      : source_(source), node_(source.node(index)), index_(index), builder_(builder), done_(done) {}

  const Source& source() const { return source_; }
  const proto::NodeProto& node() const { return node_; }
  GraphBuilder& builder() const { return builder_; }
  const std::string& type() const;
  int opset() const { return source_.opset; }

  int index() const { return index_; }
  std::int64_t integer(const std::string& name, std::int64_t fallback) const;
  double real(const std::string& name, double fallback) const;
  std::vector<std::int64_t> integers(const std::string& name,
                                     std::vector<std::int64_t> fallback = {}) const;
  std::string text(const std::string& name, const std::string& fallback) const;

  int input_count() const;
  bool has_input(int i) const;
  Value input(int i) const;
  // The constant that an input is; null where it is none or left out.
  const Tensor* constant(int i) const;
  // The integers of a constant input, or of the attribute that old opsets have in its place.
  std::vector<std::int64_t> integers_input(int i, const std::string& attribute_name) const;
  // The one number of a constant input; nothing where it is left out.
  std::optional<double> number_input(int i) const;
  // An axis of a value of that rank, counted from the front.
  static std::int64_t axis(std::int64_t value, int rank);

  // The grid that a scale and a zero point among the inputs state.
  Grid stated_grid(int scale, int zero_point, std::int64_t channel_axis) const;
  // An input of integers, by an operator that states its grid; `channel_axis` is the dimension of
  // the file that has a scale for each index, if there are several.
  Value quantized_input(int i, int scale, int zero_point, std::int64_t channel_axis = 0) const;
  // The value with that quantization, whose axis is one of the file.
  Value on_grid(const Value& value, Quantization q, const std::string& name) const;
  // The quantized output that these inputs state.
  Ending stated_ending(int scale, int zero_point) const;
  // How the output ends, if it is quantized later on.
  std::optional<Ending> ending(int channel_from_end = 0) const;

  const std::string& output_name(int i = 0) const;
  void bind(const Value& value, int output = 0) const;

  // A node of the graph for this one. Its output is quantized and clamped as the ending says.
  void emit(Op op, std::vector<TensorId> inputs, Layout layout, const Ending& ending,
            const Shape& shape = {}) const;
  // An operator of floating point: in integers, where its inputs are dequantized and its output is
  // quantized; else in floating point. All inputs are in that layout.
  void compute(Op op, const std::vector<Value>& inputs, Layout layout) const;
  // An operator whose output is on the grid of its input; `shape` where the op takes it from its
  // output.
  void move(Op op, const Value& input, Layout layout, const Shape& shape = {}) const;

  // The value within these stored values, under that name.
  Value clamped(const Value& value, std::optional<std::int64_t> low,
                std::optional<std::int64_t> high, const std::string& name) const;
  // The value is what the ending leads to.
  void finish(Value value, const Ending& ending) const;

 private:
  // The value can be an input of an op on integers.
  bool is_quantized(const Value& value) const;
  TensorId stored(const Value& value, DataType type) const;
  std::string moved_name(const Value& input) const;

  const Source& source_;
  const proto::NodeProto& node_;
  int index_;
  GraphBuilder& builder_;
  std::vector<bool>& done_;
};

}  // namespace requant::formats::onnx
