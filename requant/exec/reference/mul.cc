#include "requant/exec/reference/broadcast.h"
#include "requant/exec/reference/folded.h"
#include "requant/exec/reference/kernels.h"

namespace requant::exec::reference {
namespace {

struct Product {
  arith::Rescale rescale;
  arith::IntegerType accumulator;
  Overflow overflow;

  std::int64_t term_x(std::int64_t v) const { return v; }
  std::int64_t term_y(std::int64_t v) const { return v; }
  std::int64_t combine(std::int64_t a, std::int64_t b) const {
    return rescale.apply(limit(a * b, accumulator, overflow));
  }
};

struct DequantizedProduct {
  float x_scale;
  float y_scale;
  float output_scale;
  arith::Rounding rounding;

  float term_x(std::int64_t v) const { return x_scale * static_cast<float>(v); }
  float term_y(std::int64_t v) const { return y_scale * static_cast<float>(v); }
  std::int64_t combine(float a, float b) const {
    const float product = a * b;
    return arith::round_to_int32(product / output_scale, rounding);
  }
};

// round(x * y * M + z): multiplied and added in float32, not fused (source: onnxruntime
// mlas/lib/qlmul.cpp).
struct FoldedProduct {
  float multiplier;
  float offset;
  arith::Rounding rounding;

  std::int64_t term_x(std::int64_t v) const { return v; }
  std::int64_t term_y(std::int64_t v) const { return v; }
  std::int64_t combine(std::int64_t a, std::int64_t b) const {
    const float scaled = static_cast<float>(a * b) * multiplier;
    return arith::round_to_int32(scaled + offset, rounding);
  }
};

}  // namespace

std::unique_ptr<Kernel> make_mul(const NodeContext& context) {
  Elementwise op(context, context.op<Mul>().activation);
  const ArithmeticRule& rule = context.rule;
  const arith::Rounding rounding = rule.rescale.rounding;
  const double m = arith::effective_scale(scale(context.input(0)), scale(context.input(1)),
                                          scale(context.output()), rule.rescale.scale_product);
  switch (rule.operands) {
    case Operands::rescaled:
      return make_elementwise(std::move(op), Product{arith::make_rescale(m, rule.rescale),
                                                     {rule.accumulator_bits, true},
                                                     rule.overflow});
    case Operands::dequantized:
      return make_elementwise(std::move(op),
                              DequantizedProduct{scale(context.input(0)), scale(context.input(1)),
                                                 scale(context.output()), rounding});
    case Operands::folded: {
      const std::int64_t origin = folded_origin(context);
      const auto offset = static_cast<float>(op.zero_point - origin);
      op.zero_point = origin;
      return make_elementwise(std::move(op),
                              FoldedProduct{static_cast<float>(m), offset, rounding});
    }
  }
  return nullptr;
}

}  // namespace requant::exec::reference
