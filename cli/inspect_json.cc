#include "cli/inspect_json.h"

#include <algorithm>

namespace requant::cli {
namespace {

void put_quantization(Json& object, const Tensor& tensor, const std::string& prefix) {
  if (const int bits = narrowed_bits(tensor)) object[prefix + "bits"] = bits;
  if (!tensor.quantization) return;
  object[prefix + "scale"] = tensor.quantization->scale;
  object[prefix + "zero_point"] = tensor.quantization->zero_point;
}

Json to_json(const Tensor& tensor) {
  Json object{{"name", tensor.name}, {"shape", tensor.shape.dims}, {"type", name(tensor.type)}};
  put_quantization(object, tensor, "");
  return object;
}

Json ports(const Graph& graph, const std::vector<TensorId>& ids) {
  Json list = Json::array();
  for (const TensorId id : ids) list.push_back(to_json(graph.tensor(id)));
  return list;
}

// Inputs say how pixels become real values, where the file tells.
Json inputs_json(const Model& model) {
  Json list = ports(model.graph, model.graph.inputs);
  for (std::size_t i = 0; i < std::min(list.size(), model.normalization.size()); ++i) {
    const auto& told = model.normalization[i];
    if (told) list[i]["normalization"] = {{"mean", told->mean}, {"std", told->std}};
  }
  return list;
}

Json to_json(const TensorSummary& summary) {
  Json types = Json::object();
  for (const auto& [type, count] : summary.types) types[std::string(name(type))] = count;
  Json bits = Json::object();
  for (const auto& [number, count] : summary.bits) bits[std::to_string(number)] = count;
  return {{"count", summary.count},
          {"types", types},
          {"bits", bits},
          {"quantized", summary.quantized},
          {"per_channel", summary.per_channel},
          {"symmetric", summary.symmetric},
          {"powers_of_two", summary.powers_of_two},
          {"zero_point", Json::array({summary.lowest_zero_point, summary.highest_zero_point})},
          {"scale", Json::array({summary.lowest_scale, summary.highest_scale})}};
}

Json to_json(const std::vector<TargetFit>& fits) {
  Json object = Json::object();
  for (const TargetFit& fit : fits) {
    Json list = Json::array();
    for (const ObstacleGroup& group : fit.groups) {
      list.push_back({{"count", group.count}, {"what", group.what}, {"first", group.first}});
    }
    object[fit.target] = {{"fits", fit.groups.empty()}, {"obstacles", list}};
  }
  return object;
}

Json layers_json(const Graph& graph) {
  Json list = Json::array();
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const Node& node = graph.nodes[n];
    const auto* opaque = std::get_if<Opaque>(&node.op);
    Json layer{{"node", n}, {"op", opaque ? opaque->name : std::string(name(node.kind()))}};
    if (!node.outputs.empty()) {
      const Tensor& y = graph.tensor(node.outputs[0]);
      layer["output"] = y.name;
      layer["shape"] = y.shape.dims;
      layer["type"] = name(y.type);
      put_quantization(layer, y, "");
    }
    if (has_weights(node.kind())) {
      put_quantization(layer, graph.tensor(node.input(1)), "weight_");
    }
    layer["macs"] = macs(graph, node);
    layer["parameters"] = opaque ? 0 : parameters(graph, node);
    list.push_back(layer);
  }
  return list;
}

}  // namespace

Json to_json(const Inspection& i, bool layers) {
  const GraphSummary& s = i.summary;
  Json ops = Json::object();
  for (const auto& [op, count] : s.ops) ops[op] = count;
  Json object{{"file", i.path.string()},
              {"format", i.model.format},
              {"bytes", i.file_bytes},
              {"scheme", s.scheme},
              {"nodes", i.model.graph.nodes.size()},
              {"ops", ops},
              {"macs", s.macs},
              {"parameters", s.parameters},
              {"parameter_bytes", s.parameter_bytes},
              {"activation_peak_bytes", s.activation_peak},
              {"inputs", inputs_json(i.model)},
              {"outputs", ports(i.model.graph, i.model.graph.outputs)},
              {"tensors",
               {{"activations", to_json(s.activations)},
                {"weights", to_json(s.weights)},
                {"biases", to_json(s.biases)}}},
              {"targets", to_json(i.fits)}};
  if (layers) object["layers"] = layers_json(i.model.graph);
  return object;
}

}  // namespace requant::cli
