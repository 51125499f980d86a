#include <algorithm>

#include "requant/formats/onnx/attributes.h"
#include "requant/formats/onnx/element_type.h"
#include "requant/formats/onnx/ops/ops.h"
#include "requant/formats/onnx/proto.h"

namespace requant::formats::onnx {

void read_identity(const NodeReader& in) {
  if (in.node().output_size() > 1 && !in.output_name(1).empty() &&
      in.source().consumers.contains(in.output_name(1))) {
    throw Error("its second output is used, which is not supported");
  }
  in.bind(in.input(0));
}

// To the type that the value has; integers to floating point are on a grid with scale 1.
void read_cast(const NodeReader& in) {
  Value x = in.input(0);
  const DataType to = to_data_type(static_cast<int>(in.integer("to", 0)));
  const DataType from = x.dequantized ? DataType::float32 : in.builder().tensor(x).type;
  if (to == from) return in.bind(x);
  if (to != DataType::float32 || !is_integer(from) || bit_width(from) > 16) {
    throw Error("it casts " + std::string(name(from)) + " to " + std::string(name(to)) +
                ", which is not supported");
  }
  if (in.builder().tensor(x).quantization) {
    throw Error("it takes the stored integers of a quantized tensor for real values");
  }
  x = in.on_grid(x, per_tensor(1.0F, 0), in.builder().tensor(x).name);
  x.dequantized = true;
  in.bind(x);
}

}  // namespace requant::formats::onnx
