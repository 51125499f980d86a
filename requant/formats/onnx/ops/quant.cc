#include "requant/formats/onnx/ops/ops.h"
#include "requant/formats/onnx/ops/quantize_value.h"
#include "requant/formats/onnx/quant_node.h"

namespace requant::formats::onnx {

void read_quant(const NodeReader& in) {
  const Value x = in.input(0);
  const Tensor& tensor = in.builder().tensor(x);
  if (tensor.is_constant() && !x.dequantized) {
    const TensorId stored = in.builder().add_tensor(quantized_by(in.source(), in.node(), tensor));
    return in.bind({.tensor = stored, .layout = x.layout, .dequantized = true});
  }
  const QuantGrid quant = read_quant(in.source(), in.node());
  Ending ending;
  ending.grid = quant.grid;
  ending.stored_low = quant.low;
  ending.stored_high = quant.high;
  ending.names = {in.output_name()};
  ending.dequantized = true;
  quantize_value(in, x, ending);
}

}  // namespace requant::formats::onnx
