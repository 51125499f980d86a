#include "requant/exec/fast/fast.h"

#include "requant/base/error.h"
#include "requant/exec/fast/arena_program.h"
#include "requant/exec/fast/simd/target.h"
#include "requant/exec/fast/steps.h"
#include "requant/exec/reference/kernels.h"

namespace requant::exec::fast {
namespace {

// Null where the op has no fast kernel, or none for this node.
std::unique_ptr<Step> make_fast(const NodeContext& context) {
  switch (context.node.kind()) {
    case OpKind::conv2d:
      return make_conv2d_step(context);
    case OpKind::depthwise_conv2d:
      return make_depthwise_conv2d_step(context);
    case OpKind::fully_connected:
      return make_fully_connected_step(context);
    case OpKind::add:
    case OpKind::sub:
    case OpKind::mul:
    case OpKind::minimum:
    case OpKind::maximum:
      return make_binary_step(context);
    case OpKind::relu:
    case OpKind::leaky_relu:
    case OpKind::logistic:
    case OpKind::tanh:
    case OpKind::hard_swish:
    case OpKind::quantize:
      return make_table_step(context);
    case OpKind::reshape:
      return make_reshape_step(context);
    case OpKind::pad:
      return make_pad_step(context);
    case OpKind::concat:
      return make_concat_step(context);
    case OpKind::max_pool2d:
      return make_max_pool2d_step(context);
    case OpKind::average_pool2d:
      return make_average_pool2d_step(context);
    case OpKind::mean:
      return make_mean_step(context);
    case OpKind::resize_bilinear:
      return make_resize_bilinear_step(context);
    case OpKind::resize_nearest:
      return make_resize_nearest_step(context);
    case OpKind::transpose:
      return make_transpose_step(context);
    case OpKind::softmax:
      return make_softmax_step(context);
    default:
      return nullptr;
  }
}

std::unique_ptr<Step> make(const NodeContext& context) {
  if (auto step = make_fast(context)) return step;
  // The reference decides what else can run, and says why something cannot.
  return make_reference_step(context, reference::make_any(context));
}

// A step with memory of its own for each run.
class StepKernel final : public Kernel {
 public:
  StepKernel(const NodeContext& context, std::unique_ptr<Step> step)
      : step_(std::move(step)), scratch_(step_->scratch_bytes() + kSlack) {
    for (const TensorId id : context.node.outputs) {
      const Tensor& tensor = context.graph.tensor(id);
      outputs_.emplace_back(tensor.type, tensor.shape);
    }
  }

  std::vector<Array> run(std::span<const Array* const> inputs) const override {
    const ArenaLease scratch(scratch_);
    std::vector<Array> results = outputs_;
    std::vector<const std::byte*> from;
    for (const Array* input : inputs) {
      from.push_back(input == nullptr ? nullptr : input->bytes.data());
    }
    std::vector<std::byte*> to;
    for (Array& result : results) to.push_back(result.bytes.data());
    step_->run({from, to, scratch.data()});
    return results;
  }

 private:
  std::unique_ptr<Step> step_;
  std::vector<Array> outputs_;
  mutable ArenaPool scratch_;
};

}  // namespace

std::unique_ptr<Kernel> prepare_node(const Graph& graph, const Node& node,
                                     const Arithmetic& arithmetic) {
  simd_target();  // selects it
  try {
    const NodeContext context = reference::context_of(graph, node, arithmetic);
    return std::make_unique<StepKernel>(context, make(context));
  } catch (const Error& error) {
    throw Error(std::string(name(node.kind())) + " of '" + graph.tensor(node.outputs.at(0)).name +
                    "': " + error.what(),
                error.fault());
  }
}

std::unique_ptr<Program> prepare(const Graph& graph, const Arithmetic& arithmetic) {
  simd_target();  // selects it
  Diagnostics diagnostics(graph.name.empty() ? "the model" : graph.name);
  std::vector<std::unique_ptr<Step>> steps(graph.nodes.size());
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const Node& node = graph.nodes[n];
    if (node.kind() == OpKind::opaque) continue;
    try {
      steps[n] = make(reference::context_of(graph, node, arithmetic));
    } catch (const Error& error) {
      diagnostics.add(describe(graph, static_cast<NodeId>(n)), error.what());
    }
  }
  diagnostics.throw_if_any();
  return std::make_unique<ArenaProgram>(graph, std::move(steps));
}

}  // namespace requant::exec::fast
