#include "requant/formats/onnx/write_ops/ops.h"

namespace requant::formats::onnx {
namespace {

void write_function(NodeWriter& out, const Operator& on_reals, const Operator& on_grids,
                    const Attributes& attributes = {}) {
  const FileValue x = out.value(0, out.order());
  out.finish(out.has_grid_operators() ? out.on_grids(on_grids, {x}, out.result(), attributes)
                                      : out.on_reals(on_reals, {x}, out.result(), attributes));
}

}  // namespace

void write_op(const LeakyRelu& op, NodeWriter& out) {
  write_function(out, "LeakyRelu", {"QLinearLeakyRelu", kMicrosoftDomain}, {{"alpha", op.alpha}});
}

void write_op(const Logistic&, NodeWriter& out) {
  write_function(out, "Sigmoid", {"QLinearSigmoid", kMicrosoftDomain});
}

void write_op(const Tanh&, NodeWriter& out) {
  out.finish(out.on_reals("Tanh", {out.value(0, out.order())}, out.result()));
}

void write_op(const HardSwish&, NodeWriter& out) {
  out.finish(out.on_reals("HardSwish", {out.value(0, out.order())}, out.result()));
}

}  // namespace requant::formats::onnx
