#include "requant/cost/work.h"

#include <algorithm>
#include <variant>

#include "requant/base/error.h"

namespace requant::cost {
namespace {

int bits_of(const Tensor& tensor) { return tensor.bits > 0 ? tensor.bits : bit_width(tensor.type); }

void set_window(const Window& window, Work& work) {
  work.stride_height = window.stride[0];
  work.stride_width = window.stride[1];
  work.dilation_height = window.dilation[0];
  work.dilation_width = window.dilation[1];
}

class Reader {
 public:
  Reader(const Graph& graph, NodeId id) : graph_(graph), id_(id), node_(graph.node(id)) {}

  Work read() {
    work_.node = id_;
    work_.name = graph_.tensor(node_.outputs[0]).name;
    work_.kind = node_.kind();
    read_values();
    if (has_weights(node_.kind())) read_sums();
    return work_;
  }

 private:
  const Tensor& input(int i) const { return graph_.tensor(node_.input(i)); }

  void read_values() {
    for (const TensorId output : node_.outputs) {
      work_.values_out += graph_.tensor(output).shape.count();
    }
    work_.output_bits = bits_of(graph_.tensor(node_.outputs[0]));
    for (const TensorId id : node_.inputs) {
      if (id == kNoTensor) continue;
      const Tensor& tensor = graph_.tensor(id);
      work_.reads_graph_input |= graph_.is_input(id);
      if (tensor.is_constant()) continue;
      work_.values_in += tensor.shape.count();
      work_.input_bits = std::max(work_.input_bits, bits_of(tensor));
    }
  }

  void read_sums() {
    const Tensor& weights = input(1);
    const Shape& out = graph_.tensor(node_.outputs[0]).shape;
    for (const Tensor* tensor : {&input(0), &weights}) {
      if (is_integer(tensor->type)) continue;
      throw Error(describe(graph_, id_) + ": tensor '" + tensor->name + "' is of " +
                  std::string(name(tensor->type)) +
                  ", but costs are those of integer networks; quantize the model first");
    }
    work_.weight_bits = bits_of(weights);
    work_.input_bits = bits_of(input(0));
    work_.weights = weights.shape.count();
    if (node_.input(2) != kNoTensor) work_.biases = input(2).shape.count();
    if (weights.quantization) {
      work_.scales = static_cast<std::int64_t>(weights.quantization->scale.size());
    }
    if (node_.kind() == OpKind::fully_connected) {
      read_matrix(weights.shape);
    } else {
      read_image(weights.shape, out);
    }
    work_.macs = work_.batch * work_.height * work_.width * work_.groups * work_.outputs *
                 work_.inputs * work_.kernel_height * work_.kernel_width;
  }

  void read_matrix(const Shape& weights) {
    work_.batch = work_.values_out / weights[0];
    work_.height = work_.width = work_.groups = 1;
    work_.outputs = weights[0];
    work_.inputs = weights[1];
    work_.kernel_height = work_.kernel_width = 1;
    set_window({}, work_);
  }

  void read_image(const Shape& weights, const Shape& out) {
    work_.batch = out[0];
    work_.height = out[1];
    work_.width = out[2];
    work_.kernel_height = weights[1];
    work_.kernel_width = weights[2];
    const std::int64_t channels = input(0).shape.last();
    if (const auto* conv = std::get_if<Conv2d>(&node_.op)) {
      set_window(conv->window, work_);
      work_.inputs = weights[3];
      work_.groups = channels / weights[3];
    } else {
      set_window(std::get<DepthwiseConv2d>(node_.op).window, work_);
      work_.inputs = 1;
      work_.groups = channels;
    }
    work_.outputs = out[3] / work_.groups;
  }

  const Graph& graph_;
  NodeId id_;
  const Node& node_;
  Work work_;
};

}  // namespace

std::vector<Work> work_of(const Graph& graph) {
  std::vector<Work> result;
  for (NodeId id = 0; id < static_cast<NodeId>(graph.nodes.size()); ++id) {
    result.push_back(Reader(graph, id).read());
  }
  return result;
}

Work requantize_work(std::int64_t values, int input_bits, int output_bits) {
  Work work;
  work.kind = OpKind::quantize;
  work.input_bits = input_bits;
  work.output_bits = output_bits;
  work.values_in = work.values_out = values;
  return work;
}

}  // namespace requant::cost
