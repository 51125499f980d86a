// A conversion in the making: the source's real weights, and the grid that every activation tensor
// will have. The passes read and change a draft; emit.h turns it into a graph of the target.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "requant/graph/graph.h"

namespace requant::requantize {

// The weights of one convolution or fully connected node in real units of the source.
struct Layer {
  NodeId node = -1;  // in Draft::source
  OpKind kind = OpKind::conv2d;
  TensorId input = kNoTensor;
  TensorId output = kNoTensor;
  std::int64_t rows = 0;  // output channels
  std::int64_t cols =
      0;  // weights an output channel: kernel positions x input channels of its group
  std::vector<double>
      weights;  // rows x cols, row major; a row is in the storage order of OHWI (depthwise: HW)
  std::vector<double> bias;         // rows
  std::vector<double> row_scale;    // the source's weight scale of each row
  std::int64_t input_channels = 0;  // of the input tensor
  std::int64_t group_channels = 0;  // input channels that a row reads (depthwise: 1)

  double weight(std::int64_t row, std::int64_t col) const {
    return weights[static_cast<std::size_t>(row * cols + col)];
  }
  // Whether the source has more than one scale for the rows.
  bool has_row_scales() const;
  // The channel of the input tensor that weight (row, col) multiplies.
  std::int64_t input_channel(std::int64_t row, std::int64_t col) const;
};

// What becomes of an activation tensor: result real = unit * channel_gain[c] * source real +
// offset, on the grid result real = scale * (stored - zero_point).
struct ActivationPlan {
  DataType type = DataType::int8;
  double scale = 1;
  std::int64_t zero_point = 0;
  double unit = 1;                      // of the whole tensor; > 0
  std::vector<double> channel_gain{1};  // one, or one per channel (last dimension); > 0
  double offset = 0;                    // result real units
  std::vector<bool> unclamped;  // per channel: never reaches the clamp; empty: none is known
  double span = 1;       // share of the source's range that the values use, channel gains applied
  double displaced = 0;  // how far a sum's offsets put the grid's middle off the values' middle;
                         // source real units
  // The clamp of the source in source real units: its type's range met with the fused activation.
  double low = 0;
  double high = 0;
  bool clamps_low = false;  // values do reach that end in the source, so the clamp matters
  bool clamps_high = false;
  bool fixed = false;  // type, scale and zero point are what its op or a pinned end demands

  double channel_gain_at(std::int64_t channel) const {
    return channel_gain[channel_gain.size() > 1 ? static_cast<std::size_t>(channel) : 0];
  }
  double gain_at(std::int64_t channel) const { return unit * channel_gain_at(channel); }
  bool same_units() const { return unit == 1 && channel_gain.size() == 1; }
  // The step of the grid in source real units, channel gains aside.
  double source_step() const { return scale / unit; }
};

struct Draft {
  Graph source;                             // the integer model that is the teacher
  std::map<TensorId, ActivationPlan> plan;  // every quantized activation tensor
  std::map<TensorId, Layer> layers;         // by output tensor

  ActivationPlan& at(TensorId id) { return plan.at(id); }
  const ActivationPlan& at(TensorId id) const { return plan.at(id); }
};

// Weight (row, col) of the layer as the result has it but for units and rounding: with the channel
// gains of output and input.
double gained_weight(const Draft& draft, const Layer& layer, std::int64_t row, std::int64_t col);

// Starts a draft: every activation keeps its grid. Throws Error where the source is no integer
// model (float weights or activations inside), naming the first such nodes.
Draft make_draft(const Graph& source);

// Channels of an activation tensor: its last dimension.
std::int64_t channel_count(const Tensor& tensor);

// Elements of one channel of the tensor.
double elements_per_channel(const Graph& graph, TensorId id);

}  // namespace requant::requantize
