#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/sum.h"

namespace requant::exec::reference {

std::unique_ptr<Kernel> make_add(const NodeContext& context) {
  return make_sum(context, 1, context.op<Add>().activation);
}

}  // namespace requant::exec::reference
