#include "requant/precision/lower.h"

#include <cmath>
#include <limits>

#include "requant/base/error.h"
#include "requant/precision/float_constant.h"

namespace requant::precision {
namespace {

constexpr int kStreamBits = 8;
// The largest bias in units of a layer's sums. A channel that is nearly off would need more; its
// weights get a coarser scale instead.
constexpr double kLargestBias = 1 << 24;

// What a layer's sums are multiplied by and what is added to them, by output channel.
struct ChannelLine {
  std::vector<double> gain;
  std::vector<double> offset;
};

class Lowering {
 public:
  Lowering(const Network& network, const PrecisionAssignment& assignment)
      : network_(network),
        assignment_(assignment),
        source_(network.model.graph),
        plan_(network.plan),
        made_(source_.tensors.size(), kNoTensor) {}

  Graph make() {
    result_.name = source_.name;
    const TensorId input = source_.inputs[0];
    const Tables& tables = network_.tables;
    result_.inputs = {add_activation(
        input, {per_tensor(tables.input_scale, tables.input_zero_point), kStreamBits})};
    for (NodeId id = 0; id < static_cast<NodeId>(source_.nodes.size()); ++id) lower_node(id);
    result_.outputs = {made_[static_cast<std::size_t>(source_.outputs[0])]};
    return std::move(result_);
  }

 private:
  struct StoredGrid {
    Quantization quantization;
    int bits;
  };

  static StoredGrid stored_grid(float step, bool is_signed, int bits) {
    return {per_tensor(step, is_signed ? 0 : -(std::int64_t{1} << (bits - 1))), bits};
  }

  // The grid that activations with this root are stored on.
  StoredGrid grid_of(TensorId tensor) const {
    const Activations& of = plan_.of(tensor);
    if (of.root == source_.inputs[0]) {
      return {per_tensor(network_.tables.input_scale, network_.tables.input_zero_point),
              kStreamBits};
    }
    if (of.reader >= 0) {
      const auto reader = static_cast<std::size_t>(of.reader);
      const int bits = assignment_.layers[reader].activations;
      return stored_grid(network_.tables.layers[reader].input_step.at(bits), of.is_signed, bits);
    }
    for (const StreamTable& stream : network_.tables.streams) {
      if (stream.tensor == source_.tensor(of.root).name) {
        return stored_grid(stream.step, of.is_signed, kStreamBits);
      }
    }
    throw Error("no grid for tensor '" + source_.tensor(of.root).name + "'", Fault::internal);
  }

  Tensor activation(std::string name, const Shape& shape, const StoredGrid& grid) const {
    Tensor tensor;
    tensor.name = std::move(name);
    tensor.type = DataType::int8;
    tensor.shape = shape;
    tensor.quantization = grid.quantization;
    tensor.bits = grid.bits < bit_width(tensor.type) ? grid.bits : 0;
    return tensor;
  }

  TensorId add_activation(TensorId of, const StoredGrid& grid) {
    const Tensor& source = source_.tensor(of);
    const TensorId id = result_.add_tensor(activation(source.name, source.shape, grid));
    made_[static_cast<std::size_t>(of)] = id;
    return id;
  }

  void add_node(Op op, std::vector<TensorId> inputs, TensorId output) {
    result_.nodes.push_back({std::move(op), std::move(inputs), {output}, -1});
  }

  void lower_node(NodeId id) {
    const auto index = static_cast<std::size_t>(id);
    if (plan_.fused_into[index] >= 0) return;
    const int layer = plan_.layer_of[index];
    if (layer >= 0) {
      if (plan_.layers[static_cast<std::size_t>(layer)].node == id) lower_layer(layer);
      return;
    }
    const Node& node = source_.node(id);
    std::vector<TensorId> inputs;
    for (const TensorId input : node.inputs) {
      inputs.push_back(made_[static_cast<std::size_t>(input)]);
    }
    Op op = node.op;
    TensorId output = node.outputs[0];
    for (const NodeId reader : source_.consumers(output)) {
      if (plan_.fused_into[static_cast<std::size_t>(reader)] != id) continue;
      set_activation(op, std::get<Relu>(source_.node(reader).op).activation);
      output = source_.node(reader).outputs[0];
    }
    add_node(std::move(op), std::move(inputs), add_activation(output, grid_of(output)));
  }

  // The layer's input on the grid that it computes with.
  TensorId layer_input(int index) {
    const auto at = static_cast<std::size_t>(index);
    const Layer& layer = plan_.layers[at];
    const TensorId stored = made_[static_cast<std::size_t>(layer.input)];
    const int bits = assignment_.layers[at].activations;
    if (!plan_.reads_stream(layer) || bits == kStreamBits) return stored;
    const Tensor& source = source_.tensor(layer.input);
    const StoredGrid grid = stored_grid(network_.tables.layers[at].input_step.at(bits),
                                        plan_.of(layer.input).is_signed, bits);
    const TensorId narrowed =
        result_.add_tensor(activation(layer.name + ".input", source.shape, grid));
    add_node(Quantize{}, {stored}, narrowed);
    return narrowed;
  }

  // Batch normalization and the node's own bias as a line per channel.
  ChannelLine channel_line(int index, std::size_t channels) const {
    const auto at = static_cast<std::size_t>(index);
    const Layer& layer = plan_.layers[at];
    const TensorId bias_id = source_.node(layer.node).input(2);
    ChannelLine line{std::vector<double>(channels, 1.0), std::vector<double>(channels, 0.0)};
    if (bias_id != kNoTensor) {
      const std::vector<float> bias = float_values(source_.tensor(bias_id));
      line.offset.assign(bias.begin(), bias.end());
    }
    if (layer.batch_norm < 0) return line;
    const double epsilon = std::get<BatchNorm>(source_.node(layer.batch_norm).op).epsilon;
    const Affine& affine = network_.tables.layers[at].affine.at(assignment_.layers[at].weights);
    const Statistics seen = statistics(network_.tables, assignment_, index);
    for (std::size_t c = 0; c < channels; ++c) {
      const double deviation = std::sqrt(static_cast<double>(seen.variance[c]) + epsilon);
      line.gain[c] = static_cast<double>(affine.gain[c]) / deviation;
      line.offset[c] = (line.offset[c] - static_cast<double>(seen.mean[c])) * line.gain[c] +
                       static_cast<double>(affine.bias[c]);
    }
    return line;
  }

  // The weights' scales by channel (one where there is no batch normalization). Those under which
  // the bias would be too large grow, and the integers of their channels shrink.
  std::vector<float> channel_scales(int index, int bits, const ChannelLine& line,
                                    double input_scale, int axis,
                                    std::vector<std::int8_t>& integers) const {
    const double step = static_cast<double>(weight_step(network_.tables, index, bits));
    if (plan_.layers[static_cast<std::size_t>(index)].batch_norm < 0) {
      return {static_cast<float>(step)};
    }
    const std::size_t channels = line.gain.size();
    const std::size_t run = axis == 0 ? integers.size() / channels : 1;
    std::vector<float> scales;
    for (std::size_t c = 0; c < channels; ++c) {
      const double scale = step * line.gain[c];
      const double smallest = std::abs(line.offset[c]) / (kLargestBias * input_scale);
      scales.push_back(static_cast<float>(std::max(scale, smallest)));
      if (scale >= smallest) continue;
      for (std::size_t i = 0; i < integers.size(); ++i) {
        if (i / run % channels != c) continue;
        integers[i] = static_cast<std::int8_t>(std::nearbyint(integers[i] * scale / smallest));
      }
    }
    return scales;
  }

  TensorId add_weights(int index, const ChannelLine& line, float input_scale) {
    const auto at = static_cast<std::size_t>(index);
    const Node& node = source_.node(plan_.layers[at].node);
    const int bits = assignment_.layers[at].weights;
    Tensor weights = source_.tensor(node.inputs[1]);
    std::vector<std::int8_t> integers =
        weight_integers(network_.tables, index, bits, float_values(weights));
    Quantization quantization;
    quantization.axis = output_channel_axis(node.kind());
    quantization.scale = channel_scales(index, bits, line, static_cast<double>(input_scale),
                                        quantization.axis, integers);
    quantization.zero_point.assign(quantization.scale.size(), 0);
    const auto bytes = std::as_bytes(std::span(integers));
    weights.data = std::make_shared<const Bytes>(bytes.begin(), bytes.end());
    weights.type = DataType::int8;
    weights.bits = bits < bit_width(weights.type) ? bits : 0;
    weights.origin = -1;
    weights.quantization = std::move(quantization);
    return result_.add_tensor(std::move(weights));
  }

  TensorId add_bias(int index, const ChannelLine& line, float input_scale,
                    const Quantization& weights) {
    Tensor bias;
    bias.name = plan_.layers[static_cast<std::size_t>(index)].name + ".bias";
    bias.type = DataType::int32;
    bias.shape = {static_cast<std::int64_t>(line.offset.size())};
    Quantization quantization;
    for (const float scale : weights.scale) {
      quantization.scale.push_back(input_scale * scale);
      quantization.zero_point.push_back(0);
    }
    std::vector<std::int64_t> stored;
    for (std::size_t c = 0; c < line.offset.size(); ++c) {
      const double scale = static_cast<double>(input_scale) *
                           static_cast<double>(weights.scale_at(static_cast<std::int64_t>(c)));
      const double value = std::nearbyint(line.offset[c] / scale);
      if (!(std::abs(value) <= static_cast<double>(std::numeric_limits<std::int32_t>::max()))) {
        throw Error("layer '" + plan_.layers[static_cast<std::size_t>(index)].name + "', channel " +
                    std::to_string(c) + ": its bias does not fit 32 bits; the tables are damaged");
      }
      stored.push_back(static_cast<std::int64_t>(value));
    }
    bias.data = std::make_shared<const Bytes>(pack_integers(bias.type, stored));
    bias.quantization = std::move(quantization);
    return result_.add_tensor(std::move(bias));
  }

  void lower_layer(int index) {
    const Layer& layer = plan_.layers[static_cast<std::size_t>(index)];
    const Node& node = source_.node(layer.node);
    const TensorId input = layer_input(index);
    const Shape& shape = source_.tensor(node.inputs[1]).shape;
    const ChannelLine line =
        channel_line(index, static_cast<std::size_t>(shape[output_channel_axis(node.kind())]));
    const float input_scale = result_.tensor(input).quantization->scale[0];
    const TensorId weights = add_weights(index, line, input_scale);
    const TensorId bias = add_bias(index, line, input_scale, *result_.tensor(weights).quantization);
    Op op = node.op;
    if (layer.activation >= 0) {
      set_activation(op, std::get<Relu>(source_.node(layer.activation).op).activation);
    }
    add_node(std::move(op), {input, weights, bias},
             add_activation(layer.output, grid_of(layer.output)));
  }

  const Network& network_;
  const PrecisionAssignment& assignment_;
  const Graph& source_;
  const Plan& plan_;
  Graph result_;
  std::vector<TensorId> made_;  // by tensor of the source
};

}  // namespace

Model lower(const Network& network, const PrecisionAssignment& assignment) {
  check(network.tables, assignment);
  Model model;
  model.graph = Lowering(network, assignment).make();
  model.format = network.model.format;
  model.arithmetic = "mixed-precision";
  model.normalization = network.model.normalization;
  model.input_layouts = network.model.input_layouts;
  model.output_layouts = network.model.output_layouts;
  return model;
}

}  // namespace requant::precision
