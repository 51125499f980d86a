#include <algorithm>

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

namespace {

// The shape without the dimensions of 1 that squeeze names (all of them where it names none).
Shape squeezed(const Shape& shape, const std::vector<std::int64_t>& dims) {
  Shape result;
  for (int d = 0; d < shape.rank(); ++d) {
    const bool named = dims.empty() ||
                       std::ranges::count(dims, d) + std::ranges::count(dims, d - shape.rank()) > 0;
    if (!named || shape[d] != 1) result.dims.push_back(shape[d]);
  }
  return result;
}

void write_reshape(OperatorWriter& out) {
  const Shape& shape = out.output().shape;
  auto& options = out.options<schema::ReshapeOptionsT>();
  options.new_shape.clear();
  for (const auto d : shape.dims) options.new_shape.push_back(static_cast<std::int32_t>(d));
  out.integers(shape.dims, Shape{shape.rank()});
  out.code(schema::BuiltinOperator::RESHAPE, 1);
}

void write_squeeze(const Reshape& op, OperatorWriter& out) {
  auto& options = out.options<schema::SqueezeOptionsT>();
  options.squeeze_dims.clear();
  for (const auto d : op.dims) options.squeeze_dims.push_back(static_cast<std::int32_t>(d));
  out.code(schema::BuiltinOperator::SQUEEZE, 1);
}

void write_expand_dims(const Reshape& op, OperatorWriter& out) {
  out.options<schema::ExpandDimsOptionsT>();
  out.integers(op.dims, Shape{});
  out.code(schema::BuiltinOperator::EXPAND_DIMS, 1);
}

}  // namespace

// The shape of the output decides: a squeeze that does not lead to it is written as a reshape.
void write_op(const Reshape& op, OperatorWriter& out) {
  if (op.spelling == Reshape::Spelling::squeeze &&
      squeezed(out.input(0).shape, op.dims) == out.output().shape) {
    write_squeeze(op, out);
  } else if (op.spelling == Reshape::Spelling::expand_dims && op.dims.size() == 1) {
    write_expand_dims(op, out);
  } else {
    write_reshape(out);
  }
}

}  // namespace requant::formats::tflite
