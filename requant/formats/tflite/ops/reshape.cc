#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

// The shape itself is that of the output tensor.

std::optional<ReadOp> read_reshape(const OperatorReader& in) {
  if (in.input_count() > 1 && !in.integers(1)) return std::nullopt;
  return ReadOp{Reshape{Reshape::Spelling::reshape}};
}

std::optional<ReadOp> read_squeeze(const OperatorReader&) {
  return ReadOp{Reshape{Reshape::Spelling::squeeze}};
}

std::optional<ReadOp> read_expand_dims(const OperatorReader& in) {
  if (!in.integers(1)) return std::nullopt;
  return ReadOp{Reshape{Reshape::Spelling::expand_dims}};
}

}  // namespace requant::formats::tflite
