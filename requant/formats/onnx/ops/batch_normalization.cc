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

}  // namespace

// In floating point: a product and a sum. What a layer with weights takes in is read with it.
void read_batch_normalization_node(const NodeReader& in) {
  const auto line = read_batch_normalization(in.source(), in.node());
  if (!line) throw Error("its parameters are no constants, or it is in training mode");
  GraphBuilder& builder = in.builder();
  Value value = builder.as_real(in.input(0));
  const Shape shape = builder.file_shape(value);
  if (shape.rank() < 2 || shape[1] != static_cast<std::int64_t>(line->gain.size())) {
    throw Error("it has " + std::to_string(line->gain.size()) + " channels, its input has shape " +
                shape.text());
  }
  const TensorId gain = channel_constant(in, value, "_gain", line->gain);
  value.tensor =
      builder.add_node(Mul{}, {value.tensor, gain},
                       builder.like(value.tensor, in.output_name() + "_scaled"), in.index());
  const TensorId offset = channel_constant(in, value, "_offset", line->offset);
  value.tensor = builder.add_node(Add{}, {value.tensor, offset},
                                  builder.like(value.tensor, in.output_name()), in.index());
  in.bind(value);
}

}  // namespace requant::formats::onnx
