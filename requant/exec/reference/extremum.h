// What minimum and maximum share.
#pragma once

#include <memory>
#include <utility>

#include "requant/exec/reference/broadcast.h"

namespace requant::exec::reference {

// A kernel of choose(x, y) on values of one grid. Throws Error where the grids differ.
template <typename Choose>
std::unique_ptr<Kernel> make_extremum(const NodeContext& context, Choose choose) {
  struct Scheme {
    Choose choose;
    std::int64_t term_x(std::int64_t v) const { return v; }
    std::int64_t term_y(std::int64_t v) const { return v; }
    std::int64_t combine(std::int64_t a, std::int64_t b) const { return choose(a, b); }
  };
  require_same_scale(context, context.input(0));
  require_same_scale(context, context.input(1));
  return make_elementwise(Elementwise(context, Activation::none), Scheme{std::move(choose)});
}

}  // namespace requant::exec::reference
