#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_dequantize(const OperatorReader&) { return ReadOp{Dequantize{}}; }

namespace {

int version(const Tensor& x) {
  if (bit_width(x.type) < 8) return 6;
  if (x.type == DataType::int16 || x.type == DataType::float16) return 3;
  if (x.type != DataType::int8) return 1;
  return x.quantization && x.quantization->per_channel() ? 5 : 2;
}

}  // namespace

void write_op(const Dequantize&, OperatorWriter& out) {
  out.options<schema::DequantizeOptionsT>();
  out.code(schema::BuiltinOperator::DEQUANTIZE, version(out.input(0)));
}

}  // namespace requant::formats::tflite
