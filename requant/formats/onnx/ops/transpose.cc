#include <algorithm>
#include <numeric>

#include "requant/formats/onnx/ops/ops.h"
#include "requant/formats/onnx/reorder.h"

namespace requant::formats::onnx {

void read_transpose(const NodeReader& in) {
  GraphBuilder& builder = in.builder();
  const Value x = in.input(0);
  const int rank = builder.file_shape(x).rank();
  std::vector<std::int64_t> order(static_cast<std::size_t>(rank));
  std::iota(order.rbegin(), order.rend(), 0);
  order = in.integers("perm", order);
  auto sorted = order;
  std::ranges::sort(sorted);
  for (int d = 0; d < rank; ++d) {
    if (static_cast<int>(sorted.size()) != rank || sorted[static_cast<std::size_t>(d)] != d) {
      throw Error("its perm does not name each of " + std::to_string(rank) + " dimensions once");
    }
  }
  const bool last = x.layout == Layout::channels_last;
  if (builder.tensor(x).is_constant()) {
    Value value = builder.in_layout(x, Layout::channels_first);
    value.tensor = builder.permuted_constant(value.tensor, {order.begin(), order.end()});
    return in.bind(value);
  }
  // The tensor as it is, only seen in another layout.
  Value seen = x;
  seen.layout = last ? Layout::channels_first : Layout::channels_last;
  const Permutation& undone = last ? kChannelsLast : kChannelsFirst;
  if (rank == 4 && order == undone) return in.bind(seen);
  if (last) std::ranges::transform(order, order.begin(), channels_last_axis);
  in.move(Transpose{order}, x, Layout::channels_first);
}

}  // namespace requant::formats::onnx
