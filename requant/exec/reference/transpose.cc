#include "requant/exec/reference/gather.h"
#include "requant/exec/reference/kernels.h"

namespace requant::exec::reference {

std::vector<std::int64_t> transpose_sources(const NodeContext& context) {
  const auto& permutation = context.op<Transpose>().permutation;
  const Tensor& input = context.input(0);
  if (static_cast<int>(permutation.size()) != input.shape.rank() ||
      bit_width(context.output().type) < 8) {
    context.refuse("its permutation does not fit an input of shape " + input.shape.text());
  }
  const auto strides = row_major_strides(input.shape);
  std::vector<std::int64_t> sources{0};
  for (const std::int64_t from : permutation) {
    std::vector<std::int64_t> next;
    const auto d = static_cast<std::size_t>(from);
    for (const std::int64_t base : sources) {
      for (std::int64_t i = 0; i < input.shape.dims[d]; ++i) next.push_back(base + i * strides[d]);
    }
    sources = std::move(next);
  }
  return sources;
}

std::unique_ptr<Kernel> make_transpose(const NodeContext& context) {
  return make_move(context, transpose_sources(context));
}

}  // namespace requant::exec::reference
