#include <cmath>

#include "requant/exec/reference/float_functions.h"
#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/sigmoid_table.h"
#include "requant/exec/reference/table.h"

namespace requant::exec::reference {

// tflite: 8 bits by a table of float32 values, 16 bits by interpolation.
std::unique_ptr<Kernel> make_logistic(const NodeContext& context) {
  require_unary(context);
  if (context.rule.function == ArithmeticRule::Function::real) {
    return make_real_function_kernel(context, [](double x) { return 1.0 / (1.0 + std::exp(-x)); });
  }
  if (context.rule.function == ArithmeticRule::Function::onnxruntime) {
    return make_dequantized_kernel(context, logistic_float);
  }
  if (context.input(0).type == DataType::int16) {
    const SigmoidTable table(scale(context.input(0)), 0);
    return make_table_kernel(context, [&](std::int64_t v) { return table.logistic(v); });
  }
  return make_float_table_kernel(context, [](float x) { return 1.0F / (1.0F + std::exp(-x)); });
}

}  // namespace requant::exec::reference
