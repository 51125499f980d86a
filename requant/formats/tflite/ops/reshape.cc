#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_reshape(const OperatorReader& in) {
  const auto& options = in.options<schema::ReshapeOptionsT>();
  Reshape op{Reshape::Spelling::reshape, {}};
  if (in.input_count() > 1) {
    const auto shape = in.integers(1);
    if (!shape) return std::nullopt;
    op.dims = *shape;
  } else {
    op.dims.assign(options.new_shape.begin(), options.new_shape.end());
  }
  return ReadOp{op};
}

std::optional<ReadOp> read_squeeze(const OperatorReader& in) {
  const auto& options = in.options<schema::SqueezeOptionsT>();
  Reshape op{Reshape::Spelling::squeeze, {}};
  op.dims.assign(options.squeeze_dims.begin(), options.squeeze_dims.end());
  return ReadOp{op};
}

std::optional<ReadOp> read_expand_dims(const OperatorReader& in) {
  const auto axis = in.integers(1);
  if (!axis || axis->size() != 1) return std::nullopt;
  return ReadOp{Reshape{Reshape::Spelling::expand_dims, *axis}};
}

}  // namespace requant::formats::tflite
