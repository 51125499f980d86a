#include "requant/exec/reference/gather.h"

#include <cstring>

#include "requant/exec/reference/table.h"

namespace requant::exec::reference {

Array gather(const Array& input, const std::vector<std::int64_t>& source, const Shape& shape,
             std::int64_t fill) {
  Array output(input.type, shape);
  const auto size = static_cast<std::size_t>(bit_width(input.type)) / 8;
  for (std::size_t i = 0; i < source.size(); ++i) {
    std::byte* to = output.bytes.data() + i * size;
    if (source[i] < 0) {
      std::memcpy(to, &fill, size);
    } else {
      std::memcpy(to, input.bytes.data() + static_cast<std::size_t>(source[i]) * size, size);
    }
  }
  return output;
}

std::vector<std::int64_t> row_major_strides(const Shape& shape) {
  std::vector<std::int64_t> strides(shape.dims.size(), 1);
  for (int d = shape.rank() - 2; d >= 0; --d) {
    const auto i = static_cast<std::size_t>(d);
    strides[i] = strides[i + 1] * shape[d + 1];
  }
  return strides;
}

std::unique_ptr<Kernel> make_move(const NodeContext& context, std::vector<std::int64_t> sources) {
  return make_kernel([sources = std::move(sources), operand = GridOperand(context),
                      shape = context.output().shape](std::span<const Array* const> inputs) {
    return gather(operand.get(inputs), sources, shape, 0);
  });
}

}  // namespace requant::exec::reference
