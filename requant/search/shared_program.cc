#include "requant/search/shared_program.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <unordered_map>

#include "requant/base/error.h"
#include "requant/base/parallel.h"
#include "requant/exec/executor.h"

namespace requant::search {
namespace {

// Inputs that a step runs on one after the other, so that its weights stay in the cache.
constexpr std::size_t kChunk = 16;

// What a kernel knows of a tensor besides its values.
bool same_form(const Tensor& a, const Tensor& b) {
  return a.type == b.type && a.shape == b.shape && a.bits == b.bits &&
         a.quantization == b.quantization;
}

bool same_constant(const Tensor& a, const Tensor& b) {
  return same_form(a, b) && (a.data == b.data || *a.data == *b.data);
}

std::size_t mixed(std::size_t hash, std::size_t more) {
  return (hash ^ more) * 0x9e3779b97f4a7c15ULL + (hash >> 29);
}

std::size_t hash_of(const Tensor& tensor) {
  auto hash = static_cast<std::size_t>(tensor.shape.rank() + tensor.bits * 16);
  if (tensor.quantization) {
    for (const float scale : tensor.quantization->scale) {
      hash = mixed(hash, std::hash<float>()(scale));
    }
  }
  if (tensor.is_constant()) {
    const std::string_view bytes(reinterpret_cast<const char*>(tensor.data->data()),
                                 tensor.data->size());
    hash = mixed(hash, std::hash<std::string_view>()(bytes));
  }
  return hash;
}

}  // namespace

// Finds the nodes that are the same.
class SharedProgram::Numbering {
 public:
  // The results of a graph's tensors; constants and tensors without result have -1.
  std::vector<Value> number(const Graph& graph, SharedProgram& program) {
    std::vector<Value> values(graph.tensors.size(), -1);
    values[static_cast<std::size_t>(graph.inputs.at(0))] = 0;
    for (const Node& node : graph.nodes) {
      if (node.outputs.size() != 1) {
        throw Error("a graph of a candidate has a node of several outputs", Fault::internal);
      }
      values[static_cast<std::size_t>(node.outputs[0])] = value_of(graph, node, values, program);
    }
    return values;
  }

  // The first node of each step.
  struct Known {
    const Graph* graph;
    const Node* node;
    std::vector<Value> inputs;
  };
  const std::vector<Known>& known() const { return known_; }

 private:
  Value value_of(const Graph& graph, const Node& node, const std::vector<Value>& values,
                 SharedProgram& program) {
    std::vector<Value> inputs;
    std::size_t hash = mixed(node.op.index(), hash_of(graph.tensor(node.outputs[0])));
    for (const TensorId id : node.inputs) {
      inputs.push_back(id == kNoTensor ? -1 : values[static_cast<std::size_t>(id)]);
      hash = mixed(hash, static_cast<std::size_t>(inputs.back() + 1));
      if (id != kNoTensor && inputs.back() < 0) hash = mixed(hash, hash_of(graph.tensor(id)));
    }
    for (auto [at, end] = by_hash_.equal_range(hash); at != end; ++at) {
      const Known& other = known_[static_cast<std::size_t>(at->second) - 1];
      if (other.inputs == inputs && same(graph, node, other)) return at->second;
    }
    known_.push_back({&graph, &node, inputs});
    program.steps_.push_back({nullptr, std::move(inputs), {}, {}});
    const auto value = static_cast<Value>(known_.size());
    by_hash_.emplace(hash, value);
    return value;
  }

  static bool same(const Graph& graph, const Node& node, const Known& other) {
    if (!(node.op == other.node->op)) return false;
    const auto form = [&](TensorId a, TensorId b) {
      return same_form(graph.tensor(a), other.graph->tensor(b));
    };
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      const TensorId a = node.inputs[i];
      const TensorId b = other.node->inputs[i];
      if ((a == kNoTensor) != (b == kNoTensor)) return false;
      if (a == kNoTensor || other.inputs[i] >= 0) continue;  // results have one form
      if (!same_constant(graph.tensor(a), other.graph->tensor(b))) return false;
    }
    return form(node.outputs[0], other.node->outputs[0]);
  }

  std::vector<Known> known_;
  std::unordered_multimap<std::size_t, Value> by_hash_;
};

SharedProgram::SharedProgram(std::span<const Graph> graphs, const Arithmetic& arithmetic) {
  Numbering numbering;
  for (std::size_t g = 0; g < graphs.size(); ++g) {
    const Graph& graph = graphs[g];
    if (graph.inputs.size() != 1 || graph.outputs.empty()) {
      throw Error("a graph of a candidate has not one input and an output", Fault::internal);
    }
    const std::vector<Value> values = numbering.number(graph, *this);
    const Value output = values[static_cast<std::size_t>(graph.outputs[0])];
    if (output < 1) throw Error("a graph of a candidate computes nothing", Fault::internal);
    steps_[static_cast<std::size_t>(output) - 1].outputs_of.push_back(g);
    graph_nodes_ += graph.nodes.size();
  }
  std::vector<bool> read(steps_.size() + 1, false);
  for (std::size_t s = steps_.size(); s-- > 0;) {
    if (!read[s + 1]) steps_[s].last_uses.push_back(static_cast<Value>(s + 1));
    for (const Value value : steps_[s].inputs) {
      if (value < 0 || read[static_cast<std::size_t>(value)]) continue;
      read[static_cast<std::size_t>(value)] = true;
      steps_[s].last_uses.push_back(value);
    }
  }
  parallel_for(steps_.size(), [&](std::size_t s) {
    const Numbering::Known& known = numbering.known()[s];
    steps_[s].kernel = exec::prepare_node(*known.graph, *known.node, arithmetic);
  });
}

SharedProgram::~SharedProgram() = default;

void SharedProgram::run_chunk(std::span<const Array> inputs, std::size_t first,
                              const OutputSink& sink) const {
  std::vector<std::vector<Array>> values(steps_.size() + 1);
  std::vector<const Array*> reads;
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    const Step& step = steps_[s];
    std::vector<Array>& results = values[s + 1];
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      reads.clear();
      for (const Value value : step.inputs) {
        reads.push_back(value < 0    ? nullptr
                        : value == 0 ? &inputs[i]
                                     : &values[static_cast<std::size_t>(value)][i]);
      }
      results.push_back(std::move(step.kernel->run(reads)[0]));
      for (const std::size_t graph : step.outputs_of) sink(graph, first + i, results.back());
    }
    for (const Value value : step.last_uses) {
      std::vector<Array>().swap(values[static_cast<std::size_t>(value)]);
    }
  }
}

void SharedProgram::run(std::span<const Array> inputs, const OutputSink& sink) const {
  // At least a few chunks a thread.
  const auto threads = static_cast<std::size_t>(thread_count());
  const std::size_t chunk = std::clamp<std::size_t>(inputs.size() / (4 * threads), 1, kChunk);
  parallel_for((inputs.size() + chunk - 1) / chunk, [&](std::size_t c) {
    const std::size_t first = c * chunk;
    run_chunk(inputs.subspan(first, std::min(chunk, inputs.size() - first)), first, sink);
  });
}

}  // namespace requant::search
