#include "requant/formats/onnx/ops/ops.h"

namespace requant::formats::onnx {

void read_dequantize(const NodeReader& in) {
  const Value x = in.input(0);
  Grid grid = grid_of(in.source(), in.node());
  const Tensor& tensor = in.builder().tensor(x);
  if (x.dequantized || !is_integer(tensor.type)) {
    throw Error("its input '" + tensor.name + "' is not of an integer type");
  }
  if (in.has_input(2) && grid.type != tensor.type) {
    throw Error("its input '" + tensor.name + "' is " + std::string(name(tensor.type)) +
                ", its zero point " + std::string(name(grid.type)));
  }
  Quantization& q = grid.quantization;
  if (q.per_channel()) {
    const Shape shape = in.builder().file_shape(x);
    q.axis = static_cast<int>(NodeReader::axis(q.axis, shape.rank()));
    if (shape[q.axis] != static_cast<std::int64_t>(q.scale.size())) {
      throw Error("it has " + std::to_string(q.scale.size()) + " scales along dimension " +
                  std::to_string(q.axis) + " of shape " + shape.text());
    }
    if (!tensor.is_constant()) {
      throw Error("it has a scale for each channel, which only weights can have");
    }
  }
  Value value = in.on_grid(x, q, tensor.name);
  value.dequantized = true;
  in.bind(value);
}

}  // namespace requant::formats::onnx
