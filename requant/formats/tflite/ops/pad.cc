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

}  // namespace requant::formats::tflite
