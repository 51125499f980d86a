#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/sum.h"

namespace requant::exec::reference {

std::unique_ptr<Kernel> make_sub(const NodeContext& context) {
  return make_sum(context, -1, context.op<Sub>().activation);
}

}  // namespace requant::exec::reference
