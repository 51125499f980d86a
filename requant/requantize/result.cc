#include "requant/requantize/result.h"

#include <algorithm>

#include "requant/base/error.h"
#include "requant/base/nearest.h"
#include "requant/data/preprocess.h"
#include "requant/measure/change.h"

namespace requant::requantize {
namespace {

constexpr std::size_t kNamedNodes = 3;

bool has_float(const Graph& graph, const std::vector<TensorId>& ids) {
  return std::any_of(ids.begin(), ids.end(), [&](TensorId id) {
    return id != kNoTensor && is_float(graph.tensor(id).type);
  });
}

// How every tensor of the result differs from the source's by intention.
measure::Changes changes_of(const Draft& draft) {
  measure::Changes changes;
  for (const auto& [id, plan] : draft.plan) {
    if (plan.same_units() && plan.offset == 0) continue;
    measure::Change& change = changes[draft.source.tensor(id).name];
    change.offset = plan.offset;
    change.gain.clear();
    for (const double channel : plan.channel_gain) change.gain.push_back(plan.unit * channel);
  }
  return changes;
}

std::optional<std::pair<std::string, std::string>> input_entry(const Model& source,
                                                               const Draft& draft) {
  if (source.graph.inputs.size() != 1) return std::nullopt;
  const auto plan = draft.plan.find(source.graph.inputs[0]);
  if (plan == draft.plan.end()) return std::nullopt;
  return data::input_metadata(source, plan->second.gain_at(0), plan->second.offset);
}

}  // namespace

void check_is_integer(const Graph& graph, const std::string& file) {
  std::vector<std::string> named;
  std::size_t count = 0;
  for (NodeId id = 0; id < static_cast<NodeId>(graph.nodes.size()); ++id) {
    const Node& node = graph.node(id);
    const OpKind kind = node.kind();
    if (kind == OpKind::quantize || kind == OpKind::dequantize || kind == OpKind::opaque) continue;
    if (!has_float(graph, node.inputs) && !has_float(graph, node.outputs)) continue;
    if (++count <= kNamedNodes) named.push_back(describe(graph, id));
  }
  if (count == 0) return;
  throw Error(file + ": " + std::to_string(count) + " of " + std::to_string(graph.nodes.size()) +
              " nodes compute in floating point, first " + joined(named) +
              "; convert takes models whose weights and activations are integers");
}

Model make_result(const Model& source, const std::string& source_name, const Conversion& conversion,
                  const Target& target, const std::vector<Pin>& pins) {
  Model result;
  result.format = source.format;
  result.rest = source.rest;
  result.input_layouts = source.input_layouts;
  result.output_layouts = source.output_layouts;
  result.graph = apply_pins(conversion.graph, conversion.draft, pins);
  for (const auto& entry : source.metadata) {
    if (!entry.first.starts_with("requant.")) result.metadata.push_back(entry);
  }
  result.metadata.emplace_back("requant.target", target.text);
  for (auto& entry : measure::change_entries(changes_of(conversion.draft))) {
    result.metadata.push_back(std::move(entry));
  }
  if (auto entry = input_entry(source, conversion.draft)) {
    result.metadata.push_back(std::move(*entry));
  }
  result.metadata.emplace_back("requant.source", "re-quantized from " + source_name + " (" +
                                                     std::to_string(source.graph.nodes.size()) +
                                                     " nodes) for " + target.name);
  return result;
}

}  // namespace requant::requantize
