#include "requant/formats/tflite/plan_node.h"

#include "requant/formats/tflite/operator_codes.h"
#include "requant/formats/tflite/ops/ops.h"
#include "requant/formats/tflite/write_tensor.h"

namespace requant::formats::tflite {
namespace {

// The node as it was read, null for a new one or one that is now another op.
const Node* node_before(const Node& node, const File* base) {
  const bool known = base != nullptr && node.origin >= 0 &&
                     static_cast<std::size_t>(node.origin) < base->graph.nodes.size();
  if (!known) return nullptr;
  const Node& before = base->graph.node(node.origin);
  return before.kind() == node.kind() ? &before : nullptr;
}

const schema::OperatorT& operator_before(const Node& node, const File& base) {
  return *base.model.subgraphs[0]->operators[static_cast<std::size_t>(node.origin)];
}

// Whether all that options, constants and version follow from is as it was.
bool is_unchanged(const Graph& graph, const Node& node, const Graph& graph_before,
                  const Node& before) {
  if (node.op != before.op || node.inputs.size() != before.inputs.size() ||
      node.outputs.size() != before.outputs.size()) {
    return false;
  }
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    if ((node.inputs[i] == kNoTensor) != (before.inputs[i] == kNoTensor)) return false;
    if (node.inputs[i] == kNoTensor) continue;
    const Tensor& now = graph.tensor(node.inputs[i]);
    const Tensor& then = graph_before.tensor(before.inputs[i]);
    if (now.type != then.type || now.quantization != then.quantization) return false;
  }
  for (std::size_t i = 0; i < node.outputs.size(); ++i) {
    const Tensor& now = graph.tensor(node.outputs[i]);
    const Tensor& then = graph_before.tensor(before.outputs[i]);
    if (now.type != then.type || now.shape != then.shape) return false;
  }
  return true;
}

std::vector<Parameter> parameters_before(const Node& before, const schema::OperatorT& op) {
  std::vector<Parameter> result;
  for (std::size_t i = before.inputs.size(); i < op.inputs.size(); ++i) {
    result.push_back({op.inputs[i], {}});
  }
  return result;
}

bool same_constant(const Tensor& a, const Tensor& b) {
  return a.type == b.type && a.shape == b.shape && a.quantization == b.quantization &&
         same_data(a, b);
}

// The constants of a node that is written anew; those that are as they were keep their tensors.
std::vector<Parameter> choose(const std::vector<Tensor>& wanted, const std::vector<Parameter>& old,
                              const File* base) {
  std::vector<Parameter> result;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const TensorId origin = i < old.size() ? old[i].origin : kNoTensor;
    const bool same = origin != kNoTensor && same_constant(wanted[i], base->graph.tensor(origin));
    result.push_back(same ? old[i] : Parameter{kNoTensor, wanted[i]});
  }
  return result;
}

void write_op(const Opaque& op, OperatorWriter& out) {
  throw Error("the op " + op.name + " that writes tensor '" + out.output().name +
              "' is known only to the format that it came from; it cannot be written as TFLite");
}

}  // namespace

PlannedNode plan_node(const Graph& graph, const Node& node, const File* base,
                      schema::ModelT& model) {
  PlannedNode plan;
  const Node* before = node_before(node, base);
  std::uint32_t code = UINT32_MAX;
  if (before != nullptr) {
    plan.op = std::make_unique<schema::OperatorT>(operator_before(node, *base));
    plan.parameters = parameters_before(*before, *plan.op);
    code = plan.op->opcode_index;
    if (node.kind() == OpKind::opaque || is_unchanged(graph, node, base->graph, *before)) {
      return plan;
    }
  } else {
    plan.op = std::make_unique<schema::OperatorT>();
  }
  OperatorWriter out(graph, node, *plan.op);
  std::visit([&](const auto& op) { write_op(op, out); }, node.op);
  plan.op->opcode_index = operator_code(model, out.written_code(), out.written_version(), code);
  plan.parameters = choose(out.constants(), plan.parameters, base);
  return plan;
}

}  // namespace requant::formats::tflite
