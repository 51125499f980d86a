#include "requant/formats/onnx/ops/quantize_value.h"

#include "requant/formats/onnx/clamp.h"

namespace requant::formats::onnx {

void quantize_value(const NodeReader& in, const Value& x, const Ending& ending) {
  const Tensor& tensor = in.builder().tensor(x);
  const bool there = x.dequantized && tensor.type == ending.grid.type &&
                     tensor.quantization == ending.grid.quantization;
  if (!there) {
    if (!x.dequantized && !is_float(tensor.type)) {
      throw Error("it quantizes '" + tensor.name + "', which is not of floating point");
    }
    in.emit(Quantize{}, {x.tensor}, x.layout, ending);
    return;
  }
  const Clamp clamp = clamp_of(ending, Quantize{});
  Value value = x;
  value.dequantized = false;
  in.finish(in.clamped(value, clamp.low, clamp.high, ending.names.front()), ending);
}

}  // namespace requant::formats::onnx
