#include <algorithm>

#include "requant/exec/reference/extremum.h"
#include "requant/exec/reference/kernels.h"

namespace requant::exec::reference {

std::unique_ptr<Kernel> make_minimum(const NodeContext& context) {
  return make_extremum(context, [](std::int64_t a, std::int64_t b) { return std::min(a, b); });
}

}  // namespace requant::exec::reference
