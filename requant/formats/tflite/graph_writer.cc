#include "requant/formats/tflite/graph_writer.h"

#include <algorithm>

#include "requant/formats/tflite/write_tensor.h"

namespace requant::formats::tflite {
namespace {

void mark(std::vector<bool>& marks, const std::vector<std::int32_t>& ids) {
  for (const auto id : ids) {
    if (id >= 0) marks[static_cast<std::size_t>(id)] = true;
  }
}

}  // namespace

GraphWriter::GraphWriter(const Graph& graph, const File* base, File& file, BufferTable& buffers)
    : graph_(graph),
      base_(base),
      file_(file),
      subgraph_(*file.model.subgraphs[0]),
      buffers_(buffers),
      needed_(graph.tensors.size(), false),
      place_(graph.tensors.size(), -1) {
  const std::size_t tensors = base == nullptr ? 0 : base->graph.tensors.size();
  needed_origin_.resize(tensors, false);
  needed_before_.resize(tensors, false);
  from_origin_.resize(tensors, -1);
}

void GraphWriter::write() {
  plan();
  find_needed();
  subgraph_.tensors.clear();
  subgraph_.operators.clear();
  write_tensors();
  write_operators();
  subgraph_.inputs = places(graph_.inputs);
  subgraph_.outputs = places(graph_.outputs);
  if (base_ == nullptr || graph_.name != base_->graph.name) subgraph_.name = graph_.name;
  if (base_ != nullptr) write_signatures();
}

void GraphWriter::plan() {
  for (const Node& node : graph_.nodes) {
    nodes_.push_back(plan_node(graph_, node, base_, file_.model));
  }
}

void GraphWriter::find_needed() {
  mark(needed_, graph_.inputs);
  mark(needed_, graph_.outputs);
  for (const Node& node : graph_.nodes) {
    mark(needed_, node.inputs);
    mark(needed_, node.outputs);
  }
  for (const PlannedNode& node : nodes_) {
    for (const Parameter& parameter : node.parameters) mark(needed_origin_, {parameter.origin});
    mark(needed_origin_, node.op->intermediates);
  }
  if (base_ == nullptr) return;
  const auto& before = *base_->model.subgraphs[0];
  mark(needed_before_, before.inputs);
  mark(needed_before_, before.outputs);
  for (const auto& op : before.operators) {
    mark(needed_before_, op->inputs);
    mark(needed_before_, op->outputs);
    mark(needed_before_, op->intermediates);
  }
}

bool GraphWriter::has_origin(TensorId id) const {
  const TensorId origin = graph_.tensor(id).origin;
  return origin >= 0 && static_cast<std::size_t>(origin) < from_origin_.size();
}

bool GraphWriter::is_kept(TensorId id) const {
  if (needed_[static_cast<std::size_t>(id)]) return true;
  if (!has_origin(id)) return false;
  const auto o = static_cast<std::size_t>(graph_.tensor(id).origin);
  return from_origin_[o] < 0 && (needed_origin_[o] || !needed_before_[o]);
}

std::int32_t GraphWriter::add(std::unique_ptr<schema::TensorT> tensor) {
  subgraph_.tensors.push_back(std::move(tensor));
  return static_cast<std::int32_t>(subgraph_.tensors.size() - 1);
}

void GraphWriter::write_tensors() {
  for (TensorId id = 0; id < static_cast<TensorId>(graph_.tensors.size()); ++id) {
    if (!is_kept(id)) continue;
    const Tensor& tensor = graph_.tensor(id);
    const auto origin = static_cast<std::size_t>(tensor.origin);
    const bool read_before = has_origin(id) && from_origin_[origin] < 0;  // a copy is a new tensor
    const Tensor* before = read_before ? &base_->graph.tensors[origin] : nullptr;
    auto target = std::make_unique<schema::TensorT>();
    if (read_before) *target = *base_->model.subgraphs[0]->tensors[origin];
    write_tensor(tensor, before, *target, buffers_);
    place_[static_cast<std::size_t>(id)] = add(std::move(target));
    if (read_before) from_origin_[origin] = place_[static_cast<std::size_t>(id)];
  }
}

// A tensor of the file that the graph does not have any more.
std::int32_t GraphWriter::add_origin(TensorId origin) {
  auto& index = from_origin_[static_cast<std::size_t>(origin)];
  if (index < 0) {
    const auto& before = *base_->model.subgraphs[0]->tensors[static_cast<std::size_t>(origin)];
    index = add(std::make_unique<schema::TensorT>(before));
  }
  return index;
}

std::int32_t GraphWriter::place(const Parameter& parameter) {
  if (parameter.origin != kNoTensor) return add_origin(parameter.origin);
  if (parameter.tensor.data == nullptr) return kNoTensor;  // an input that was left out
  auto target = std::make_unique<schema::TensorT>();
  write_tensor(parameter.tensor, nullptr, *target, buffers_);
  return add(std::move(target));
}

std::vector<std::int32_t> GraphWriter::places(const std::vector<TensorId>& ids) const {
  std::vector<std::int32_t> result;
  for (const TensorId id : ids) {
    result.push_back(id == kNoTensor ? kNoTensor : place_[static_cast<std::size_t>(id)]);
  }
  return result;
}

void GraphWriter::write_operators() {
  for (std::size_t n = 0; n < nodes_.size(); ++n) {
    PlannedNode& node = nodes_[n];
    node.op->inputs = places(graph_.nodes[n].inputs);
    node.op->outputs = places(graph_.nodes[n].outputs);
    for (const Parameter& parameter : node.parameters) {
      node.op->inputs.push_back(place(parameter));
    }
    for (auto& id : node.op->intermediates) {
      if (id != kNoTensor) id = add_origin(id);
    }
    subgraph_.operators.push_back(std::move(node.op));
  }
}

void GraphWriter::write_signatures() {
  const auto& before = *base_->model.subgraphs[0];
  for (auto& signature : file_.model.signature_defs) {
    if (signature->subgraph_index != 0) continue;
    write_signature(signature->inputs, before.inputs, graph_.inputs);
    write_signature(signature->outputs, before.outputs, graph_.outputs);
  }
}

// An entry names the input (or output) at the same place as before; one that names another tensor
// follows that tensor, and goes with it.
void GraphWriter::write_signature(std::vector<std::unique_ptr<schema::TensorMapT>>& maps,
                                  const std::vector<std::int32_t>& before,
                                  const std::vector<TensorId>& now) {
  std::erase_if(maps, [&](auto& map) {
    const auto found = std::ranges::find(before, static_cast<std::int32_t>(map->tensor_index));
    const auto position = static_cast<std::size_t>(found - before.begin());
    const bool same_place = found != before.end() && before.size() == now.size();
    const std::int32_t index = same_place ? place_[static_cast<std::size_t>(now[position])]
                                          : from_origin_[map->tensor_index];
    if (index >= 0) map->tensor_index = static_cast<std::uint32_t>(index);
    return index < 0;
  });
}

}  // namespace requant::formats::tflite
