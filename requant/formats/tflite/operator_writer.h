// One operator of a file, as the writers of the ops make it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "requant/formats/tflite/schema/builtin_operator_generated.h"
#include "requant/formats/tflite/values.h"
#include "requant/graph/graph.h"

namespace requant::formats::tflite {

namespace schema {
struct OperatorT;
}

// Takes what an op says: its code and version, its options, and the constants that follow its data
// inputs. Versions are those that the runtimes ask for by the types of the tensors (the rules of
// tensorflow/lite/tools/versioning/op_version.cc).
class OperatorWriter {
 public:
  // The references are kept. `target` may hold options of the same kind: fields that the op does
  // not know stay.
  OperatorWriter(const Graph& graph, const Node& node, schema::OperatorT& target)
      : graph_(graph), node_(node), target_(target) {}

  int input_count() const { return static_cast<int>(node_.inputs.size()); }
  // An input that is there.
  const Tensor& input(int i) const { return graph_.tensor(node_.input(i)); }
  const Tensor& output() const { return graph_.tensor(node_.outputs.front()); }
  // The bias of an op with weights, null where it is left out.
  const Tensor* bias() const;

  void code(schema::BuiltinOperator code, int version);
  // The options of that table type, made where the operator has none.
  template <typename Options>
  Options& options();
  // Appends a constant of int32 to the inputs.
  void integers(const std::vector<std::int64_t>& values, Shape shape);
  void constant(Tensor tensor);

  // The version for input 0 of int8 or int16; 1 for other types.
  int version(int for_int8, int for_int16) const;
  // Padding of a window. Throws Error on explicit pads, which the format lacks.
  schema::Padding padding(const Window& window) const;
  // The type of the bias where the format asks for it (int32 with 16-bit activations), else its
  // default.
  schema::TensorType quantized_bias_type() const;

  schema::BuiltinOperator written_code() const { return code_; }
  int written_version() const { return version_; }
  const std::vector<Tensor>& constants() const { return constants_; }

 private:
  const Graph& graph_;
  const Node& node_;
  schema::OperatorT& target_;
  schema::BuiltinOperator code_ = schema::BuiltinOperator::CUSTOM;
  int version_ = 1;
  std::vector<Tensor> constants_;
};

}  // namespace requant::formats::tflite
