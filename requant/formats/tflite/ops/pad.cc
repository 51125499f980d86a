#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

namespace {

std::optional<Pad> read_paddings(const OperatorReader& in) {
  const auto values = in.integers(1);
  if (!values || values->size() % 2 != 0) return std::nullopt;
  Pad op;
  for (std::size_t i = 0; i < values->size(); i += 2) {
    op.paddings.emplace_back((*values)[i], (*values)[i + 1]);
  }
  return op;
}

}  // namespace

std::optional<ReadOp> read_pad(const OperatorReader& in) {
  const auto op = read_paddings(in);
  if (!op) return std::nullopt;
  return ReadOp{*op};
}

// A value of an integer type is in stored units of the input. Float values are left to the format.
std::optional<ReadOp> read_pad_v2(const OperatorReader& in) {
  auto op = read_paddings(in);
  const auto value = in.integers(2);
  if (!op || !value || value->size() != 1) return std::nullopt;
  op->has_value = true;
  op->value = value->front();
  return ReadOp{*op};
}

void write_op(const Pad& op, OperatorWriter& out) {
  std::vector<std::int64_t> paddings;
  for (const auto& [before, after] : op.paddings) {
    paddings.push_back(before);
    paddings.push_back(after);
  }
  const auto rank = static_cast<std::int64_t>(op.paddings.size());
  out.integers(paddings, Shape{rank, 2});
  const int version = rank > 4 ? 4 : out.version(2, 3);
  if (!op.has_value) {
    out.options<schema::PadOptionsT>();
    return out.code(schema::BuiltinOperator::PAD, version);
  }
  Tensor value;
  value.type = out.input(0).type;
  value.quantization = out.input(0).quantization;
  value.data = std::make_shared<const Bytes>(pack_integers(value.type, {&op.value, 1}));
  out.constant(std::move(value));
  out.options<schema::PadV2OptionsT>();
  out.code(schema::BuiltinOperator::PADV2, version);
}

}  // namespace requant::formats::tflite
