// How a target computes: one rule per op and activation type.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>

#include "requant/arith/rescale.h"
#include "requant/graph/data_type.h"
#include "requant/graph/op.h"

namespace requant {

// What an accumulator or a shifted value does when it leaves its register.
enum class Overflow { wrap, saturate };

// With a float32 multiplier: where zero points and scales of add, sub, mul, average_pool2d, mean,
// concat, quantize, relu and (ONNX Runtime's) resize_bilinear come in. docs/arithmetic.md has the
// order of operations.
enum class Operands {
  rescaled,     // integers are rescaled; only add and sub are dequantized
  dequantized,  // s (x - z) in float32, the op there, divided by the output's scale, rounded; the
                // output's zero point is added to the integer
  folded,       // zero points and scales become constants in float32, the output's zero point among
                // them: it is added before rounding. mean and a pool over the whole image: one
                // multiplier s_x / (s_y n)
};

// The arithmetic of one op on one activation type. Ops use the parts that they have.
struct ArithmeticRule {
  arith::RescaleRule rescale;
  // The accumulator is exact on the way; `overflow` acts once, on the final sum with its bias,
  // before it is rescaled. (Wrapping at the end equals wrapping at every step; saturating does
  // not.)
  int accumulator_bits = 32;
  Overflow overflow = Overflow::wrap;
  // add, sub: inputs are shifted left by this before they are rescaled to a common scale (TFLite:
  // 20 for 8 bits, 15 for 16 bits).
  int input_left_shift = 20;
  // average_pool2d: how the sum of the stored values is divided by their number; mean in the
  // power_of_two form; the last rounding of resize_bilinear in TFLite's fixed point.
  arith::Rounding division = arith::Rounding::half_away;
  // softmax, logistic, tanh, hard_swish, leaky_relu, the resizes, and quantize of a NaN: `tflite`
  // is the fixed-point code of TFLite's reference kernels; `real` evaluates the function in float64
  // and rounds to nearest; `onnxruntime` dequantizes to float32, evaluates the approximations of
  // ONNX Runtime's MLAS there (fused multiply-adds where it has them) and quantizes.
  enum class Function { tflite, real, onnxruntime } function = Function::tflite;
  Operands operands = Operands::rescaled;
  // `folded` only: int8 values and their zero points are first raised by 128, to uint8, as ONNX
  // Runtime does on x86-64 with the values between QuantizeLinear and DequantizeLinear. The
  // rounding of what follows in float32 depends on it.
  bool signed_as_unsigned = false;

  friend bool operator==(const ArithmeticRule&, const ArithmeticRule&) = default;
};

// The rules of a target. A lookup takes the most specific entry: (op, type), op, type, default.
class Arithmetic {
 public:
  const ArithmeticRule& rule(OpKind kind, DataType activation_type) const;

  struct Key {
    std::optional<OpKind> kind;
    std::optional<DataType> type;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  // Sets the rule of a key; {nullopt, nullopt} is the default.
  void set(const Key& key, const ArithmeticRule& rule) { rules_[key] = rule; }
  const std::map<Key, ArithmeticRule>& rules() const { return rules_; }

  friend bool operator==(const Arithmetic&, const Arithmetic&) = default;

 private:
  std::map<Key, ArithmeticRule> rules_{{Key{}, ArithmeticRule{}}};
};

}  // namespace requant
