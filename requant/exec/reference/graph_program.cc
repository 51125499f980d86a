#include "requant/exec/reference/graph_program.h"

#include "requant/base/error.h"

namespace requant::exec::reference {
namespace {

struct Step {
  std::shared_ptr<const Kernel> kernel;
  std::vector<TensorId> inputs;  // kNoTensor where left out or constant
  std::vector<TensorId> outputs;
  std::vector<TensorId> last_uses;  // tensors that no later step reads
};

struct Signature {
  TensorId id;
  std::string name;
  DataType type;
  Shape shape;
};

class GraphProgram final : public Program {
 public:
  GraphProgram(const Graph& graph, std::vector<std::unique_ptr<Kernel>> kernels);
  std::vector<Array> run(std::span<const Array> inputs, const Observer& observer) const override;

 private:
  void check_inputs(std::span<const Array> inputs) const;
  std::vector<Array> take_outputs(std::vector<Array>& values) const;

  std::size_t tensors_;
  std::vector<Signature> inputs_;
  std::vector<Signature> outputs_;
  std::vector<std::pair<TensorId, Array>> constant_outputs_;
  std::vector<Step> steps_;
};

// Marks the last step that reads each tensor.
void mark_last_uses(std::vector<Step>& steps, std::vector<bool> seen) {
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    for (const auto& ids : {step->inputs, step->outputs}) {
      for (const TensorId id : ids) {
        if (id == kNoTensor || seen[static_cast<std::size_t>(id)]) continue;
        seen[static_cast<std::size_t>(id)] = true;
        step->last_uses.push_back(id);
      }
    }
  }
}

GraphProgram::GraphProgram(const Graph& graph, std::vector<std::unique_ptr<Kernel>> kernels)
    : tensors_(graph.tensors.size()) {
  std::vector<bool> known(tensors_, false);
  for (const TensorId id : graph.inputs) {
    const Tensor& tensor = graph.tensor(id);
    inputs_.push_back({id, tensor.name, tensor.type, tensor.shape});
    known[static_cast<std::size_t>(id)] = true;
  }
  for (std::size_t n = 0; n < kernels.size(); ++n) {
    const Node& node = graph.nodes[n];
    Step step{std::move(kernels[n]), node.inputs, node.outputs, {}};
    bool runs = step.kernel != nullptr;
    for (TensorId& id : step.inputs) {
      if (id == kNoTensor) continue;
      if (graph.tensor(id).is_constant()) {
        id = kNoTensor;
      } else {
        runs = runs && known[static_cast<std::size_t>(id)];
      }
    }
    if (!runs) continue;
    for (const TensorId id : step.outputs) known[static_cast<std::size_t>(id)] = true;
    steps_.push_back(std::move(step));
  }
  std::vector<bool> kept(tensors_, false);
  for (const TensorId id : graph.outputs) {
    const Tensor& tensor = graph.tensor(id);
    outputs_.push_back({id, tensor.name, tensor.type, tensor.shape});
    kept[static_cast<std::size_t>(id)] = true;
    if (!tensor.is_constant()) continue;
    Array value(tensor.type, tensor.shape);
    value.bytes = *tensor.data;
    constant_outputs_.emplace_back(id, std::move(value));
  }
  mark_last_uses(steps_, kept);
}

void GraphProgram::check_inputs(std::span<const Array> inputs) const {
  if (inputs.size() != inputs_.size()) {
    throw Error("the model has " + std::to_string(inputs_.size()) + " inputs, but " +
                std::to_string(inputs.size()) + " were given");
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Signature& want = inputs_[i];
    const Array& got = inputs[i];
    const std::size_t bytes =
        storage_bytes(want.type, static_cast<std::size_t>(want.shape.count()));
    if (got.type != want.type || got.shape != want.shape || got.bytes.size() != bytes) {
      throw Error("input '" + want.name + "' takes " + std::string(name(want.type)) + " of shape " +
                  want.shape.text() + ", but " + std::string(name(got.type)) + " of shape " +
                  got.shape.text() + " was given");
    }
  }
}

std::vector<Array> GraphProgram::run(std::span<const Array> inputs,
                                     const Observer& observer) const {
  check_inputs(inputs);
  std::vector<Array> values(tensors_);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    values[static_cast<std::size_t>(inputs_[i].id)] = inputs[i];
  }
  for (const auto& [id, value] : constant_outputs_) values[static_cast<std::size_t>(id)] = value;
  std::vector<const Array*> arguments;
  for (const Step& step : steps_) {
    arguments.clear();
    for (const TensorId id : step.inputs) {
      arguments.push_back(id == kNoTensor ? nullptr : &values[static_cast<std::size_t>(id)]);
    }
    std::vector<Array> results = step.kernel->run(arguments);
    for (std::size_t o = 0; o < results.size(); ++o) {
      Array& value = values[static_cast<std::size_t>(step.outputs[o])];
      value = std::move(results[o]);
      if (observer) observer(step.outputs[o], value);
    }
    for (const TensorId id : step.last_uses) values[static_cast<std::size_t>(id)].bytes = Bytes();
  }
  return take_outputs(values);
}

std::vector<Array> GraphProgram::take_outputs(std::vector<Array>& values) const {
  std::vector<Array> outputs;
  for (const Signature& output : outputs_) {
    Array value = values[static_cast<std::size_t>(output.id)];
    value.type = output.type;
    value.shape = output.shape;
    outputs.push_back(std::move(value));
  }
  return outputs;
}

}  // namespace

std::unique_ptr<Program> make_graph_program(const Graph& graph,
                                            std::vector<std::unique_ptr<Kernel>> kernels) {
  return std::make_unique<GraphProgram>(graph, std::move(kernels));
}

}  // namespace requant::exec::reference
