#include "requant/exec/reference/reference.h"

#include "requant/base/error.h"
#include "requant/exec/reference/graph_program.h"
#include "requant/exec/reference/kernels.h"

namespace requant::exec::reference {

std::unique_ptr<Kernel> make_any(const NodeContext& context) {
  switch (context.node.kind()) {
    case OpKind::add:
      return make_add(context);
    case OpKind::arg_max:
      return make_arg_max(context);
    case OpKind::average_pool2d:
      return make_average_pool2d(context);
    case OpKind::concat:
      return make_concat(context);
    case OpKind::conv2d:
      return make_conv2d(context);
    case OpKind::depthwise_conv2d:
      return make_depthwise_conv2d(context);
    case OpKind::dequantize:
      return make_dequantize(context);
    case OpKind::fully_connected:
      return make_fully_connected(context);
    case OpKind::minimum:
      return make_minimum(context);
    case OpKind::maximum:
      return make_maximum(context);
    case OpKind::hard_swish:
      return make_hard_swish(context);
    case OpKind::leaky_relu:
      return make_leaky_relu(context);
    case OpKind::logistic:
      return make_logistic(context);
    case OpKind::max_pool2d:
      return make_max_pool2d(context);
    case OpKind::mean:
      return make_mean(context);
    case OpKind::mul:
      return make_mul(context);
    case OpKind::pad:
      return make_pad(context);
    case OpKind::quantize:
      return make_quantize(context);
    case OpKind::relu:
      return make_relu(context);
    case OpKind::reshape:
      return make_reshape(context);
    case OpKind::resize_bilinear:
      return make_resize_bilinear(context);
    case OpKind::resize_nearest:
      return make_resize_nearest(context);
    case OpKind::softmax:
      return make_softmax(context);
    case OpKind::sub:
      return make_sub(context);
    case OpKind::tanh:
      return make_tanh(context);
    case OpKind::transpose:
      return make_transpose(context);
    case OpKind::batch_norm:
      context.refuse(
          "batch normalization runs on integers only as part of the layer before it: quantize the "
          "model first");
    case OpKind::opaque:
      break;
  }
  context.refuse("the executor does not know this op");
}

std::unique_ptr<Program> prepare(const Graph& graph, const Arithmetic& arithmetic) {
  Diagnostics diagnostics(graph.name.empty() ? "the model" : graph.name);
  std::vector<std::unique_ptr<Kernel>> kernels(graph.nodes.size());
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const Node& node = graph.nodes[n];
    if (node.kind() == OpKind::opaque) continue;
    try {
      kernels[n] = make_any(context_of(graph, node, arithmetic));
    } catch (const Error& error) {
      diagnostics.add(describe(graph, static_cast<NodeId>(n)), error.what());
    }
  }
  diagnostics.throw_if_any();
  return make_graph_program(graph, std::move(kernels));
}

std::unique_ptr<Kernel> prepare_node(const Graph& graph, const Node& node,
                                     const Arithmetic& arithmetic) {
  try {
    return make_any(context_of(graph, node, arithmetic));
  } catch (const Error& error) {
    throw Error(std::string(name(node.kind())) + " of '" + graph.tensor(node.outputs.at(0)).name +
                    "': " + error.what(),
                error.fault());
  }
}

}  // namespace requant::exec::reference
