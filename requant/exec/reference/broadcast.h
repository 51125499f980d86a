// Numpy broadcasting of two operands.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "requant/exec/reference/elements.h"
#include "requant/exec/reference/output_stage.h"

namespace requant::exec::reference {

// Where each element of the output finds its operands.
class Broadcast {
 public:
  // Throws Error where x and y do not broadcast to the output.
  Broadcast(const NodeContext& context, const Shape& x, const Shape& y, const Shape& output);

  // Calls body(output, x, y) with element indices, for every element of the output in order.
  template <typename Body>
  void for_each(Body&& body) const {
    std::vector<std::int64_t> position(dims_.size(), 0);
    std::int64_t x = 0;
    std::int64_t y = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      body(i, static_cast<std::size_t>(x), static_cast<std::size_t>(y));
      for (std::size_t d = dims_.size(); d-- > 0;) {
        x += x_strides_[d];
        y += y_strides_[d];
        if (++position[d] < dims_[d]) break;
        x -= x_strides_[d] * dims_[d];
        y -= y_strides_[d] * dims_[d];
        position[d] = 0;
      }
    }
  }

 private:
  std::vector<std::int64_t> dims_;
  std::vector<std::int64_t> x_strides_;  // 0 along dimensions that are repeated
  std::vector<std::int64_t> y_strides_;
  std::size_t count_;
};

// What add, sub and mul share: their operands, and where the results go.
struct Elementwise {
  Operand x;
  Operand y;
  std::int64_t x_zero_point;
  std::int64_t y_zero_point;
  Broadcast broadcast;
  std::int64_t zero_point;
  StoredRange range;
  DataType type;
  Shape shape;

  Elementwise(const NodeContext& context, Activation activation);

  // Scheme: Term term_x(std::int64_t), Term term_y(std::int64_t) of stored - zero_point, and
  // std::int64_t combine(Term, Term), the output before its zero point.
  template <typename Scheme>
  Array run(const Scheme& scheme, std::span<const Array* const> inputs) const {
    const auto xs = load<std::int64_t>(x.get(inputs), x_zero_point);
    const auto ys = load<std::int64_t>(y.get(inputs), y_zero_point);
    std::vector<decltype(scheme.term_x(0))> x_terms(xs.size());
    std::vector<decltype(scheme.term_y(0))> y_terms(ys.size());
    std::transform(xs.begin(), xs.end(), x_terms.begin(),
                   [&](std::int64_t v) { return scheme.term_x(v); });
    std::transform(ys.begin(), ys.end(), y_terms.begin(),
                   [&](std::int64_t v) { return scheme.term_y(v); });
    Array output(type, shape);
    std::vector<std::int64_t> stored(static_cast<std::size_t>(shape.count()));
    broadcast.for_each([&](std::size_t i, std::size_t ix, std::size_t iy) {
      const std::int64_t value = scheme.combine(x_terms[ix], y_terms[iy]) + zero_point;
      stored[i] = std::clamp(value, range.min, range.max);
    });
    store<std::int64_t>(output, 0, stored);
    return output;
  }
};

// A kernel of that scheme.
template <typename Scheme>
std::unique_ptr<Kernel> make_elementwise(Elementwise op, Scheme scheme) {
  return make_kernel([op = std::move(op), scheme = std::move(scheme)](
                         std::span<const Array* const> inputs) { return op.run(scheme, inputs); });
}

}  // namespace requant::exec::reference
