// A network: tensors, and nodes in an order in which they can run.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "requant/graph/normalization.h"
#include "requant/graph/op.h"
#include "requant/graph/tensor.h"

namespace requant {

using TensorId = int;                      // index into Graph::tensors
using NodeId = int;                        // index into Graph::nodes
inline constexpr TensorId kNoTensor = -1;  // an optional input that is left out

struct Node {
  Op op;
  std::vector<TensorId> inputs;  // data, weights, bias; attributes are in the op
  std::vector<TensorId> outputs;
  int origin = -1;  // index in the file that it was read from, -1 for a new one

  OpKind kind() const { return requant::kind(op); }
  // The input at that place, or kNoTensor where it is left out.
  TensorId input(int i) const {
    return i < static_cast<int>(inputs.size()) ? inputs[static_cast<std::size_t>(i)] : kNoTensor;
  }
};

struct Graph {
  std::string name;
  std::vector<Tensor> tensors;
  std::vector<Node>
      nodes;  // every input of a node is a constant, a graph input or an earlier output
  std::vector<TensorId> inputs;
  std::vector<TensorId> outputs;

  const Tensor& tensor(TensorId id) const { return tensors[static_cast<std::size_t>(id)]; }
  Tensor& tensor(TensorId id) { return tensors[static_cast<std::size_t>(id)]; }
  const Node& node(NodeId id) const { return nodes[static_cast<std::size_t>(id)]; }
  Node& node(NodeId id) { return nodes[static_cast<std::size_t>(id)]; }

  TensorId add_tensor(Tensor tensor);
  // The node that writes the tensor, or -1.
  NodeId producer(TensorId id) const;
  // The nodes that read the tensor, in order.
  std::vector<NodeId> consumers(TensorId id) const;
  bool is_output(TensorId id) const;
  bool is_input(TensorId id) const;
  // The tensor of that name, or kNoTensor.
  TensorId find(std::string_view tensor_name) const;
};

// "node 7 (conv2d, output 'MobilenetV2/Conv/Relu6')", for messages.
std::string describe(const Graph& graph, NodeId id);

// Throws Error where a tensor that a node reads or writes has only some bits of its type in use
// (Tensor::bits); `why` ends the sentence: "...; `why`".
void require_whole_types(const Graph& graph, const std::string& why);

// What a format knows of a file beyond the graph; a writer of the same format keeps it.
class FormatState {
 public:
  virtual ~FormatState() = default;
};

// How a file orders the dimensions of a graph input or output that the graph holds as NHWC.
enum class Layout { channels_last, channels_first };

// A file in memory: the graph that runs, and the rest.
struct Model {
  Graph graph;
  std::string format;                 // "tflite", "onnx"
  std::string arithmetic = "tflite";  // the target whose arithmetic the file's own runtime has
  std::shared_ptr<const FormatState> rest;                    // null for a new model
  std::vector<std::pair<std::string, std::string>> metadata;  // requant's own entries: name, text
  // By input of the graph, as far as the file tells: how pixels become its real values.
  std::vector<std::optional<Normalization>> normalization;
  // By input and output of the graph; those beyond the end are as the graph has them.
  std::vector<Layout> input_layouts;
  std::vector<Layout> output_layouts;
};

}  // namespace requant
