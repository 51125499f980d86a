#include "requant/formats/onnx/write_ops/ops.h"

namespace requant::formats::onnx {
namespace {

void write_sum(NodeWriter& out, const Operator& on_reals, const Operator& on_grids,
               Activation activation) {
  const std::vector<FileValue> operands{out.operand(0), out.operand(1)};
  out.finish(out.has_grid_operators() ? out.on_grids(on_grids, operands, out.result())
                                      : out.on_reals(on_reals, operands, out.result()),
             activation);
}

void write_extremum(NodeWriter& out, const Operator& op) {
  const std::vector<FileValue> operands{out.operand(0), out.operand(1)};
  const bool one_grid = out.input(0).quantization == out.input(1).quantization;
  if (one_grid && out.runs_on_stored(true)) {
    return out.finish(out.add(op, {operands[0].name, operands[1].name}, {}, out.result()));
  }
  out.finish(out.on_reals(op, operands, out.result()));
}

}  // namespace

void write_op(const Add& op, NodeWriter& out) {
  write_sum(out, "Add", {"QLinearAdd", kMicrosoftDomain}, op.activation);
}

void write_op(const Mul& op, NodeWriter& out) {
  write_sum(out, "Mul", {"QLinearMul", kMicrosoftDomain}, op.activation);
}

void write_op(const Sub& op, NodeWriter& out) {
  out.finish(out.on_reals("Sub", {out.operand(0), out.operand(1)}, out.result()), op.activation);
}

void write_op(const Minimum&, NodeWriter& out) { write_extremum(out, "Min"); }

void write_op(const Maximum&, NodeWriter& out) { write_extremum(out, "Max"); }

}  // namespace requant::formats::onnx
