#include "requant/formats/json/writer.h"

#include <algorithm>
#include <cmath>

#include "requant/base/base64.h"
#include "requant/base/error.h"
#include "requant/formats/json/rescale_json.h"
#include "requant/formats/window_pads.h"
#include "requant/graph/verify.h"

namespace requant::formats::json {
namespace {

// The low `bits` of every value, one after the other, the first in the low bits of the first byte.
std::string packed(const std::vector<std::int64_t>& values, int bits) {
  const auto width = static_cast<std::size_t>(bits);
  Bytes bytes((values.size() * width + 7) / 8);
  std::size_t place = 0;
  for (const std::int64_t value : values) {
    for (std::size_t b = 0; b < width; ++b, ++place) {
      const auto bit = static_cast<unsigned>(value >> b & 1) << place % 8;
      bytes[place / 8] |= static_cast<std::byte>(bit);
    }
  }
  return to_base64(bytes);
}

Json sides(const std::array<std::int64_t, 2>& values) { return {values[0], values[1]}; }

class Writer {
 public:
  Writer(const Model& model, const Target& target)
      : model_(model), graph_(model.graph), target_(target) {}

  Json document() {
    Json json{{"format", "requant"}, {"version", kVersion}, {"name", graph_.name}};
    Json layers = Json::array();
    Json tensors = Json::array();
    for (const TensorId id : graph_.inputs) tensors.push_back(tensor(id));
    for (const Node& node : graph_.nodes) {
      layers.push_back(layer(node));
      for (const TensorId id : node.outputs) tensors.push_back(tensor(id));
    }
    json["target"] = target_.name;
    json["arithmetic"] = std::move(arithmetic_);
    json["inputs"] = names(graph_.inputs);
    json["outputs"] = names(graph_.outputs);
    if (!model_.normalization.empty() && model_.normalization[0]) {
      json["normalization"] = {{"mean", model_.normalization[0]->mean},
                               {"std", model_.normalization[0]->std}};
    }
    json["tensors"] = std::move(tensors);
    json["layers"] = std::move(layers);
    return json;
  }

 private:
  Json names(const std::vector<TensorId>& ids) const {
    Json json = Json::array();
    for (const TensorId id : ids) json.push_back(graph_.tensor(id).name);
    return json;
  }

  Json tensor(TensorId id) const {
    const Tensor& t = graph_.tensor(id);
    if (!is_integer(t.type) || !t.quantization || t.quantization->per_channel()) {
      throw Error("tensor '" + t.name +
                  "' is not of integers with one scale, as the JSON has them; quantize the model");
    }
    const arith::IntegerType range = stored_range(t);
    return {{"name", t.name},
            {"shape", t.shape.dims},
            {"bits", range.bits},
            {"signed", range.is_signed},
            {"scale", t.quantization->scale_at(0)},
            {"zero_point", t.quantization->zero_point_at(0)}};
  }

  const ArithmeticRule& rule(const Node& node) {
    const ArithmeticRule& found =
        target_.arithmetic.rule(node.kind(), graph_.tensor(node.inputs[0]).type);
    if (found.rescale.form != arith::MultiplierForm::fixed_point ||
        found.operands != Operands::rescaled) {
      throw Error("target '" + target_.name + "' computes " + std::string(name(node.kind())) +
                  " without fixed-point multipliers, which the JSON states; name another target");
    }
    arithmetic_[std::string(name(node.kind()))] = rule_json(found);
    return found;
  }

  Json layer(const Node& node) {
    Json json{{"op", name(node.kind())}, {"inputs", Json::array()}};
    const std::size_t data = has_weights(node.kind()) ? 1 : node.inputs.size();
    for (std::size_t i = 0; i < data; ++i) {
      const Tensor& input = graph_.tensor(node.inputs[i]);
      if (input.is_constant()) {
        throw Error("'" + input.name + "', which '" + graph_.tensor(node.outputs[0]).name +
                    "' reads, is a constant: the JSON has constants only as weights and biases");
      }
      json["inputs"].push_back(input.name);
    }
    json["output"] = graph_.tensor(node.outputs[0]).name;
    std::visit([&](const auto& op) { write_op(op, node, json); }, node.op);
    return json;
  }

  // The stored values that come out: what the bits and the activation leave.
  Json range(const Node& node) const {
    const Tensor& output = graph_.tensor(node.outputs[0]);
    const arith::IntegerType stored = stored_range(output);
    std::int64_t low = stored.min();
    std::int64_t high = stored.max();
    const auto bound = [&](float real) {
      return output.quantization->zero_point_at(0) +
             static_cast<std::int64_t>(std::round(real / output.quantization->scale_at(0)));
    };
    const Activation activation = activation_of(node.op);
    if (activation == Activation::relu || activation == Activation::relu6) {
      low = std::max(low, bound(0));
    }
    if (activation == Activation::relu6) high = std::min(high, bound(6));
    if (activation == Activation::relu_n1_to_1) {
      low = std::max(low, bound(-1));
      high = std::min(high, bound(1));
    }
    return {low, high};
  }

  Json weights(const Tensor& t) const {
    if (!t.is_constant() || !t.quantization) {
      throw Error("weights '" + t.name + "' are no constant integers; the JSON has only those");
    }
    const arith::IntegerType stored = stored_range(t);
    return {{"name", t.name},
            {"shape", t.shape.dims},
            {"bits", stored.bits},
            {"signed", stored.is_signed},
            {"scale", t.quantization->scale},
            {"zero_point", t.quantization->zero_point},
            {"data", packed(stored_integers(t), stored.bits)}};
  }

  void write_window(const Node& node, const Window& window, std::array<std::int64_t, 2> size,
                    Json& json) const {
    const auto pads = explicit_pads(window, size, graph_.tensor(node.inputs[0]).shape,
                                    graph_.tensor(node.outputs[0]).shape);
    json["size"] = sides(size);
    json["stride"] = sides(window.stride);
    json["dilation"] = sides(window.dilation);
    json["pads"] = pads;
  }

  void write_layer(const Node& node, Json& json) {
    const ArithmeticRule& how = rule(node);
    json["weights"] = weights(graph_.tensor(node.inputs[1]));
    if (node.input(2) != kNoTensor) json["bias"] = stored_integers(graph_.tensor(node.input(2)));
    json["rescale"] = layer_rescale(graph_, node, how);
    json["range"] = range(node);
  }

  template <typename Convolution>
  void write_convolution(const Convolution& op, const Node& node, Json& json) {
    const Shape& shape = graph_.tensor(node.inputs[1]).shape;
    write_window(node, op.window, {shape[1], shape[2]}, json);
    write_layer(node, json);
  }

  void write_op(const Conv2d& op, const Node& node, Json& json) {
    write_convolution(op, node, json);
  }
  void write_op(const DepthwiseConv2d& op, const Node& node, Json& json) {
    json["depth_multiplier"] = op.depth_multiplier;
    write_convolution(op, node, json);
  }
  void write_op(const FullyConnected&, const Node& node, Json& json) { write_layer(node, json); }
  void write_op(const Add&, const Node& node, Json& json) {
    json["rescale"] = sum_rescale(graph_, node, rule(node));
    json["range"] = range(node);
  }
  void write_op(const Quantize&, const Node& node, Json& json) {
    json["rescale"] = unary_rescale(graph_, node, rule(node), 1);
    json["range"] = range(node);
  }
  void write_op(const Mean& op, const Node& node, Json& json) {
    std::int64_t count = 1;
    for (const std::int64_t axis : op.axes) {
      count *= graph_.tensor(node.inputs[0]).shape[static_cast<int>(axis)];
    }
    json["axes"] = op.axes;
    json["rescale"] = unary_rescale(graph_, node, rule(node), count);
    json["range"] = range(node);
  }
  void write_op(const AveragePool2d& op, const Node& node, Json& json) {
    rule(node);
    write_window(node, op.window, op.size, json);
    json["range"] = range(node);
  }
  void write_op(const MaxPool2d& op, const Node& node, Json& json) {
    write_window(node, op.window, op.size, json);
    json["range"] = range(node);
  }
  void write_op(const Pad& op, const Node& node, Json& json) {
    const Tensor& input = graph_.tensor(node.inputs[0]);
    json["paddings"] = op.paddings;
    json["value"] = op.has_value ? op.value : input.quantization->zero_point_at(0);
  }
  void write_op(const Reshape&, const Node& node, Json& json) {
    json["shape"] = graph_.tensor(node.outputs[0]).shape.dims;
  }
  template <typename Other>
  void write_op(const Other&, const Node& node, Json&) const {
    throw Error("'" + graph_.tensor(node.outputs[0]).name + "' is computed by " +
                std::string(name(node.kind())) +
                ", which the JSON does not state; choose another format");
  }

  const Model& model_;
  const Graph& graph_;
  const Target& target_;
  Json arithmetic_ = Json::object();  // by op
};

}  // namespace

Bytes write(const Model& model, const Target& target) {
  Diagnostics diagnostics("the model cannot be written");
  verify(model.graph, diagnostics);
  diagnostics.throw_if_any();
  const std::string text = Writer(model, target).document().dump() + "\n";
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

}  // namespace requant::formats::json
