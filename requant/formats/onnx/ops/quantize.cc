#include "requant/formats/onnx/ops/ops.h"
#include "requant/formats/onnx/ops/quantize_value.h"

namespace requant::formats::onnx {

void read_quantize(const NodeReader& in) {
  Ending ending;
  ending.names = {in.output_name()};
  ending.grid = grid_of(in.source(), in.node());
  const Value x = in.input(0);
  const Tensor& tensor = in.builder().tensor(x);
  if (tensor.is_constant() && !x.dequantized && is_float(tensor.type)) {
    Grid grid = ending.grid;
    if (grid.quantization.per_channel()) {
      grid.quantization.axis =
          static_cast<int>(NodeReader::axis(grid.quantization.axis, tensor.shape.rank()));
    }
    in.bind({.tensor = in.builder().add_tensor(quantized(tensor, grid)), .layout = x.layout});
    return;
  }
  if (ending.grid.quantization.per_channel()) {
    throw Error("it has a scale for each channel, which only weights can have");
  }
  quantize_value(in, x, ending);
}

}  // namespace requant::formats::onnx
