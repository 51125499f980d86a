// Functions of one stored value, tabulated.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "requant/exec/reference/context.h"

namespace requant::exec::reference {

// The stored output value of every stored input value of an 8-bit or 16-bit type.
class ValueTable {
 public:
  // Tabulates function(stored), whose values are saturated to what the output may store.
  ValueTable(const Tensor& input, const Tensor& output,
             const std::function<std::int64_t(std::int64_t)>& function);

  Array apply(const Array& input) const;

 private:
  std::int64_t lowest_;
  DataType output_;
  std::vector<std::int32_t> values_;
};

// A kernel that maps every element of input 0 by a table; both tensors are quantized activations.
std::unique_ptr<Kernel> make_table_kernel(
    const NodeContext& context, const std::function<std::int64_t(std::int64_t)>& function);

// A kernel that evaluates `function` of the real value in float64 and quantizes to nearest, ties to
// even.
std::unique_ptr<Kernel> make_real_function_kernel(const NodeContext& context,
                                                  const std::function<double(double)>& function);

// A kernel that evaluates `function` in float32 and multiplies by 1 / output scale, ties away from
// zero (source: LUTPopulateInt8 in tensorflow lite/kernels/internal/common.h).
std::unique_ptr<Kernel> make_float_table_kernel(const NodeContext& context,
                                                const std::function<float(float)>& function);

// A kernel that evaluates `function` of s (x - z) in float32 and quantizes by the rule's rounding
// (RealQuantizer): an op between ONNX's DequantizeLinear and QuantizeLinear.
std::unique_ptr<Kernel> make_dequantized_kernel(const NodeContext& context,
                                                const std::function<float(float)>& function);

// What an op that keeps the grid does to stored values between its input and its output: nothing,
// where type and zero point are equal and the output stores all that the input may; otherwise a
// shift by the difference of the zero points, saturated.
class GridChange {
 public:
  // Throws Error where the scales differ.
  GridChange(const NodeContext& context, const Tensor& input);
  // The array in the type and zero point of the output.
  Array apply(const Array& input) const;

 private:
  std::optional<ValueTable> table_;
};

// Input 0 of the node, where constant or not, in the grid of the output.
class GridOperand {
 public:
  explicit GridOperand(const NodeContext& context, int input = 0)
      : operand_(context, input), change_(context, context.input(input)) {}
  Array get(std::span<const Array* const> inputs) const {
    return change_.apply(operand_.get(inputs));
  }

 private:
  Operand operand_;
  GridChange change_;
};

}  // namespace requant::exec::reference
