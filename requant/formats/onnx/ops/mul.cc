#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/ops/operands.h"
#include "requant/formats/onnx/ops/ops.h"

namespace requant::formats::onnx {
namespace {

// x / c is x (1 / c).
void read_quotient(const NodeReader& in) {
  const Tensor* divisor = in.constant(1);
  if (divisor == nullptr) throw Error("it divides by a tensor that is computed, not by a constant");
  std::vector<double> values = float_values(*divisor);
  for (double& v : values) v = 1 / v;
  const Value inverse{.tensor = in.builder().add_tensor(
                          float_constant(divisor->name + "_inverse", divisor->shape, values))};
  const Operands operands = aligned(in.builder(), {in.input(0), inverse});
  in.compute(Mul{}, operands.values, operands.layout);
}

}  // namespace

void read_mul(const NodeReader& in) {
  if (in.type() == "Div") return read_quotient(in);
  read_binary(in, Mul{});
}

}  // namespace requant::formats::onnx
