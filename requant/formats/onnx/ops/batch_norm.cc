#include <algorithm>

#include "requant/formats/onnx/batch_normalization.h"
#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/ops/ops.h"

namespace requant::formats::onnx {
namespace {

// One value a channel, so that it broadcasts along the channels of x.
TensorId channel_constant(const NodeReader& in, const Value& x, const char* what,
                          const std::vector<double>& values) {
  Shape shape{static_cast<std::int64_t>(values.size())};
  if (x.layout == Layout::channels_first) {
    for (int d = 2; d < in.builder().tensor(x).shape.rank(); ++d) shape.dims.push_back(1);
  }
  return in.builder().add_tensor(float_constant(in.output_name() + what, shape, values));
}

// A product and a sum.
void emit_line(const NodeReader& in, const ChannelLine& line) {
  GraphBuilder& builder = in.builder();
  Value value = builder.as_real(in.input(0));
  const TensorId gain = channel_constant(in, value, "_gain", line.gain);
  value.tensor =
      builder.add_node(Mul{}, {value.tensor, gain},
                       builder.like(value.tensor, in.output_name() + "_scaled"), in.index());
  const TensorId offset = channel_constant(in, value, "_offset", line.offset);
  value.tensor = builder.add_node(Add{}, {value.tensor, offset},
                                  builder.like(value.tensor, in.output_name()), in.index());
  in.bind(value);
}

// Whether it stands between values of floating point, as an op whose channels come last.
bool is_float_op(const NodeReader& in, const Value& x) {
  const int rank = in.builder().tensor(x).shape.rank();
  return !x.dequantized && !in.ending() && (rank == 2 || rank == 4);
}

void emit_batch_norm(const NodeReader& in) {
  GraphBuilder& builder = in.builder();
  const Value x = builder.in_layout(in.input(0), builder.tensor(in.input(0)).shape.rank() == 4
                                                     ? Layout::channels_last
                                                     : Layout::channels_first);
  std::vector<TensorId> inputs{x.tensor};
  for (int i = 1; i < 5; ++i) inputs.push_back(builder.as_real(in.input(i)).tensor);
  const BatchNorm op{.epsilon = in.real("epsilon", 1e-5)};
  in.bind({builder.add_node(op, std::move(inputs), builder.like(x.tensor, in.output_name()),
                            in.index()),
           x.layout, false});
}

}  // namespace

// In floating point: what a layer with weights on integers takes in is read with it.
void read_batch_norm(const NodeReader& in) {
  const auto line = read_batch_normalization(in.source(), in.node());
  if (!line) throw Error("its parameters are no constants, or it is in training mode");
  const Value x = in.input(0);
  const Shape shape = in.builder().file_shape(x);
  if (shape.rank() < 2 || shape[1] != static_cast<std::int64_t>(line->gain.size())) {
    throw Error("it has " + std::to_string(line->gain.size()) + " channels, its input has shape " +
                shape.text());
  }
  if (is_float_op(in, x)) return emit_batch_norm(in);
  emit_line(in, *line);
}

}  // namespace requant::formats::onnx
