#include "requant/exec/reference/graph_program.h"

#include "requant/exec/schedule.h"

namespace requant::exec::reference {
namespace {

std::vector<bool> present(const std::vector<std::unique_ptr<Kernel>>& kernels) {
  std::vector<bool> result;
  for (const auto& kernel : kernels) result.push_back(kernel != nullptr);
  return result;
}

class GraphProgram final : public Program {
 public:
  GraphProgram(const Graph& graph, std::vector<std::unique_ptr<Kernel>> kernels)
      : tensors_(graph.tensors.size()),
        schedule_(graph, present(kernels)),
        kernels_(std::move(kernels)) {}
  std::vector<Array> run(std::span<const Array> inputs, const Observer& observer) const override;

 private:
  std::vector<Array> take_outputs(std::vector<Array>& values) const;

  std::size_t tensors_;
  Schedule schedule_;
  std::vector<std::unique_ptr<Kernel>> kernels_;
};

std::vector<Array> GraphProgram::run(std::span<const Array> inputs,
                                     const Observer& observer) const {
  schedule_.check_inputs(inputs);
  std::vector<Array> values(tensors_);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    values[static_cast<std::size_t>(schedule_.inputs[i].id)] = inputs[i];
  }
  for (const auto& [id, value] : schedule_.constant_outputs) {
    values[static_cast<std::size_t>(id)] = value;
  }
  std::vector<const Array*> arguments;
  for (const ScheduledNode& node : schedule_.nodes) {
    arguments.clear();
    for (const TensorId id : node.inputs) {
      arguments.push_back(id == kNoTensor ? nullptr : &values[static_cast<std::size_t>(id)]);
    }
    std::vector<Array> results = kernels_[static_cast<std::size_t>(node.node)]->run(arguments);
    for (std::size_t o = 0; o < results.size(); ++o) {
      Array& value = values[static_cast<std::size_t>(node.outputs[o])];
      value = std::move(results[o]);
      if (observer) observer(node.outputs[o], value);
    }
    for (const TensorId id : node.last_uses) values[static_cast<std::size_t>(id)].bytes = Bytes();
  }
  return take_outputs(values);
}

std::vector<Array> GraphProgram::take_outputs(std::vector<Array>& values) const {
  std::vector<Array> outputs;
  for (const auto& output : schedule_.outputs) {
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
