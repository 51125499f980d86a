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
  }
  Value value = in.on_grid(x, q, tensor.name);
  value.dequantized = true;
  in.bind(value);
}

}  // namespace requant::formats::onnx
