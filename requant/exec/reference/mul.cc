#include "requant/exec/reference/broadcast.h"
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

}  // namespace

std::unique_ptr<Kernel> make_mul(const NodeContext& context) {
  Elementwise op(context, context.op<Mul>().activation);
  const ArithmeticRule& rule = context.rule;
  const double m = arith::effective_scale(scale(context.input(0)), scale(context.input(1)),
                                          scale(context.output()), rule.rescale.scale_product);
  return make_elementwise(
      std::move(op),
      Product{arith::make_rescale(m, rule.rescale), {rule.accumulator_bits, true}, rule.overflow});
}

}  // namespace requant::exec::reference
