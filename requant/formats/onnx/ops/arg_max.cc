#include "requant/formats/onnx/ops/ops.h"

namespace requant::formats::onnx {

void read_arg_max(const NodeReader& in) {
  GraphBuilder& builder = in.builder();
  if (in.integer("select_last_index", 0) != 0) {
    throw Error("it takes the last of equal elements (select_last_index), which is not supported");
  }
  const Value x = in.input(0);
  const int rank = builder.file_shape(x).rank();
  std::int64_t axis = NodeReader::axis(in.integer("axis", 0), rank);
  const bool over_channels = x.layout == Layout::channels_last && axis == 1;
  const bool keeps = in.integer("keepdims", 1) != 0;
  // Without the channels, NHWC is NHW, as in the file.
  const Value operand = over_channels ? x : builder.in_layout(x, Layout::channels_first);
  if (over_channels) axis = channels_last_axis(axis);
  Tensor output;
  output.name = in.output_name() + (keeps ? "_flat" : "");
  output.type = DataType::int64;
  Value value;
  value.tensor = builder.add_node(ArgMax{.axis = axis, .minimum = in.type() == "ArgMin"},
                                  {operand.tensor}, std::move(output), in.index());
  if (keeps) {
    Shape shape = builder.file_shape(x);
    shape[static_cast<int>(over_channels ? 1 : axis)] = 1;
    in.move(Reshape{.dims = shape.dims}, value, Layout::channels_first, shape);
    return;
  }
  in.bind(value);
}

}  // namespace requant::formats::onnx
