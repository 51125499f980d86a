#include "requant/requantize/pins.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "requant/base/error.h"
#include "requant/base/nearest.h"
#include "requant/graph/patch.h"

namespace requant::requantize {
namespace {

constexpr DataType kTypes[] = {DataType::int8, DataType::uint8, DataType::int16};

[[noreturn]] void refuse(const std::string& text, const std::string& why) {
  throw Error("--pin '" + text + "': " + why);
}

template <typename Number>
Number parse_number(const std::string& option, const std::string& text, const std::string& what) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) refuse(option, "'" + text + "' is no " + what);
  return number;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

DataType parse_type(const std::string& option, const std::string& text) {
  for (const DataType type : kTypes) {
    if (name(type) == text) return type;
  }
  refuse(option, "'" + text + "' is no type that an end can have; use int8, uint8 or int16");
}

Quantization parse_grid(const std::string& option, const std::string& scale_text,
                        const std::string& zero_text, DataType type) {
  const auto scale = parse_number<float>(option, scale_text, "scale");
  const auto zero = parse_number<std::int64_t>(option, zero_text, "zero point");
  if (!std::isfinite(scale) || scale <= 0) refuse(option, "a scale is greater than 0");
  const auto range = integer_type(type);
  if (!range.contains(zero)) {
    refuse(option, "the zero point of " + std::string(name(type)) + " lies from " +
                       std::to_string(range.min()) + " to " + std::to_string(range.max()));
  }
  return per_tensor(scale, zero);
}

std::vector<std::string> names_of(const Graph& graph, const std::vector<TensorId>& ids) {
  std::vector<std::string> names;
  for (const TensorId id : ids) names.push_back(graph.tensor(id).name);
  return names;
}

// The end that a pin names, or kNoTensor.
TensorId find_end(const Graph& graph, const std::string& name) {
  for (const auto* ends : {&graph.inputs, &graph.outputs}) {
    for (const TensorId id : *ends) {
      if (graph.tensor(id).name == name) return id;
    }
  }
  if (name == "input" && graph.inputs.size() == 1) return graph.inputs[0];
  if (name == "output" && graph.outputs.size() == 1) return graph.outputs[0];
  return kNoTensor;
}

// The range of the tensor in another type: the same stored values, or the same real ones.
Quantization relabelled(const Tensor& tensor, DataType type) {
  const auto from = integer_type(tensor.type);
  const auto to = integer_type(type);
  const double scale = static_cast<double>(tensor.quantization->scale_at(0));
  const std::int64_t zero = tensor.quantization->zero_point_at(0);
  if (from.bits == to.bits) {
    return per_tensor(tensor.quantization->scale_at(0), zero + to.min() - from.min());
  }
  const double ratio =
      static_cast<double>(from.max() - from.min()) / static_cast<double>(to.max() - to.min());
  if (to.bits == 16) {  // symmetric: what kernels of 16-bit tensors take
    const auto reach = static_cast<double>(std::max(from.max() - zero, zero - from.min())) * scale;
    return per_tensor(static_cast<float>(reach / static_cast<double>(to.max())), 0);
  }
  const double steps = static_cast<double>(zero - from.min()) / ratio;
  return per_tensor(static_cast<float>(scale * ratio), to.saturate(to.min() + std::llround(steps)));
}

void check_units(const Tensor& tensor, const Draft& draft, TensorId id) {
  const auto plan = draft.plan.find(id);
  if (plan == draft.plan.end()) return;
  if (plan->second.same_units() && plan->second.offset == 0) return;
  throw Error("--pin: tensor '" + tensor.name +
              "' is stored shifted or in other units on this target, so that it cannot have a "
              "scale and zero point of your own; name the type only");
}

void pin_input(GraphPatch& patch, TensorId end, TensorId inner) {
  patch.redirect(end, inner);
  patch.add_node({Quantize{}, {end}, {inner}, -1});
}

void pin_output(GraphPatch& patch, TensorId end, TensorId inner) {
  for (NodeId id = 0; id < static_cast<NodeId>(patch.graph().nodes.size()); ++id) {
    Node node = patch.graph().node(id);
    std::replace(node.inputs.begin(), node.inputs.end(), end, inner);
    std::replace(node.outputs.begin(), node.outputs.end(), end, inner);
    patch.replace_node(id, std::move(node));
  }
  patch.add_node({Quantize{}, {inner}, {end}, -1});
}

}  // namespace

Pin parse_pin(const std::string& text) {
  const auto equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0) {
    refuse(text, "write TENSOR=TYPE or TENSOR=TYPE:SCALE:ZERO_POINT, as in input=uint8");
  }
  const auto parts = split(text.substr(equals + 1), ':');
  if (parts.size() != 1 && parts.size() != 3) {
    refuse(text, "after '=' come a type, or a type, a scale and a zero point with ':' between");
  }
  Pin pin;
  pin.tensor = text.substr(0, equals);
  pin.type = parse_type(text, parts[0]);
  if (parts.size() == 3) pin.grid = parse_grid(text, parts[1], parts[2], pin.type);
  return pin;
}

void check_pins(const Graph& graph, const std::vector<Pin>& pins) {
  Diagnostics diagnostics("--pin");
  std::set<TensorId> seen;
  for (const Pin& pin : pins) {
    const TensorId id = find_end(graph, pin.tensor);
    if (id == kNoTensor) {
      diagnostics.add("'" + pin.tensor + "'",
                      "no input or output of the model has this name; its inputs are " +
                          joined(names_of(graph, graph.inputs)) + ", its outputs " +
                          joined(names_of(graph, graph.outputs)));
    } else if (!seen.insert(id).second) {
      diagnostics.add("'" + pin.tensor + "'", "is pinned twice");
    } else if (!is_integer(graph.tensor(id).type) || !graph.tensor(id).quantization) {
      diagnostics.add("'" + pin.tensor + "'", "is of type " +
                                                  std::string(name(graph.tensor(id).type)) +
                                                  " without a scale, which stays as it is");
    } else if (graph.is_input(id) && graph.is_output(id)) {
      diagnostics.add("'" + pin.tensor + "'", "is input and output at once");
    }
  }
  diagnostics.throw_if_any();
}

Graph apply_pins(const Graph& graph, const Draft& draft, const std::vector<Pin>& pins) {
  check_pins(graph, pins);
  GraphPatch patch(graph);
  for (const Pin& pin : pins) {
    const TensorId id = find_end(graph, pin.tensor);
    Tensor end = patch.graph().tensor(id);
    if (pin.grid) check_units(end, draft, id);
    const Quantization grid = pin.grid ? *pin.grid : relabelled(end, pin.type);
    if (end.type == pin.type && *end.quantization == grid) continue;
    Tensor converted = end;
    converted.name += "/" + std::string(name(converted.type));
    converted.origin = -1;
    const TensorId inner = patch.add_tensor(std::move(converted));
    if (graph.is_input(id)) {
      pin_input(patch, id, inner);
    } else {
      pin_output(patch, id, inner);
    }
    end.type = pin.type;
    end.quantization = grid;
    patch.replace_tensor(id, std::move(end));
  }
  return std::move(patch).apply();
}

}  // namespace requant::requantize
