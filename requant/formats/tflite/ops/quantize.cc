#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_quantize(const OperatorReader&) { return ReadOp{Quantize{}}; }

namespace {

int version(const Tensor& x, const Tensor& y) {
  if (bit_width(x.type) < 8 || bit_width(y.type) < 8) return 4;
  if (y.quantization && y.quantization->per_channel()) return 3;
  return y.type == DataType::int16 ? 2 : 1;
}

}  // namespace

void write_op(const Quantize&, OperatorWriter& out) {
  out.options<schema::QuantizeOptionsT>();
  out.code(schema::BuiltinOperator::QUANTIZE, version(out.input(0), out.output()));
}

}  // namespace requant::formats::tflite
