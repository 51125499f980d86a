#include "requant/graph/patch.h"

#include <algorithm>
#include <map>
#include <utility>

#include "requant/graph/verify.h"

namespace requant {
namespace {

// Puts nodes in an order in which they can run: as given, but every node behind those that it
// reads from.
class Sorter {
 public:
  explicit Sorter(std::vector<Node> nodes) : nodes_(std::move(nodes)), state_(nodes_.size()) {
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
      for (const TensorId id : nodes_[n].outputs) producer_.emplace(id, n);
    }
  }

  std::vector<Node> sorted() {
    for (std::size_t n = 0; n < nodes_.size(); ++n) place(n);
    return std::move(result_);
  }

 private:
  enum class State { waiting, open, placed };

  void place(std::size_t first) {
    std::vector<std::size_t> stack{first};
    while (!stack.empty()) {
      const std::size_t n = stack.back();
      if (state_[n] == State::placed) {
        stack.pop_back();
        continue;
      }
      state_[n] = State::open;
      const std::size_t before = stack.size();
      for (const TensorId id : nodes_[n].inputs) {
        const auto found = producer_.find(id);
        if (found == producer_.end() || state_[found->second] == State::placed) continue;
        if (state_[found->second] == State::open) {
          throw Error("an edit of the graph made a cycle through tensor " + std::to_string(id),
                      Fault::internal);
        }
        stack.push_back(found->second);
      }
      if (stack.size() > before) continue;
      stack.pop_back();
      state_[n] = State::placed;
      result_.push_back(std::move(nodes_[n]));
    }
  }

  std::vector<Node> nodes_;
  std::vector<State> state_;
  std::map<TensorId, std::size_t> producer_;
  std::vector<Node> result_;
};

// Sorted nodes without those whose outputs nothing reads. Opaque nodes are kept: what they do
// besides is not known.
std::vector<Node> live(std::vector<Node> nodes, const std::vector<TensorId>& outputs,
                       std::size_t tensors) {
  std::vector<bool> read(tensors, false);
  const auto mark = [&](const std::vector<TensorId>& ids) {
    for (const TensorId id : ids) {
      if (0 <= id && static_cast<std::size_t>(id) < tensors) {
        read[static_cast<std::size_t>(id)] = true;
      }
    }
  };
  mark(outputs);
  std::vector<Node> kept;
  for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
    const bool used = std::any_of(node->outputs.begin(), node->outputs.end(), [&](TensorId id) {
      return 0 <= id && static_cast<std::size_t>(id) < tensors &&
             read[static_cast<std::size_t>(id)];
    });
    if (!used && node->kind() != OpKind::opaque) continue;
    mark(node->inputs);
    kept.push_back(std::move(*node));
  }
  std::reverse(kept.begin(), kept.end());
  return kept;
}

}  // namespace

TensorId GraphPatch::add_tensor(Tensor tensor) { return graph_.add_tensor(std::move(tensor)); }

void GraphPatch::replace_tensor(TensorId id, Tensor tensor) {
  graph_.tensor(id) = std::move(tensor);
}

void GraphPatch::add_node(Node node) { graph_.nodes.push_back(std::move(node)); }

void GraphPatch::replace_node(NodeId id, Node node) { graph_.node(id) = std::move(node); }

void GraphPatch::remove_node(NodeId id) { removed_.push_back(id); }

void GraphPatch::redirect(TensorId old, TensorId replacement, const std::vector<NodeId>& except) {
  for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
    const auto id = static_cast<NodeId>(n);
    if (std::find(except.begin(), except.end(), id) != except.end()) continue;
    std::replace(graph_.nodes[n].inputs.begin(), graph_.nodes[n].inputs.end(), old, replacement);
  }
  std::replace(graph_.outputs.begin(), graph_.outputs.end(), old, replacement);
}

Graph GraphPatch::apply() && {
  std::vector<Node> nodes;
  for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
    const auto id = static_cast<NodeId>(n);
    if (std::find(removed_.begin(), removed_.end(), id) == removed_.end()) {
      nodes.push_back(std::move(graph_.nodes[n]));
    }
  }
  graph_.nodes = live(Sorter(std::move(nodes)).sorted(), graph_.outputs, graph_.tensors.size());
  Diagnostics diagnostics("an edit of graph '" + graph_.name + "' left it unfit");
  infer_shapes(graph_, diagnostics);
  verify(graph_, diagnostics);
  try {
    diagnostics.throw_if_any();
  } catch (const Error& error) {
    throw Error(error.what(), Fault::internal);
  }
  return std::move(graph_);
}

}  // namespace requant
