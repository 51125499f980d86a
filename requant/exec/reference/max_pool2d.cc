#include <algorithm>

#include "requant/exec/reference/elements.h"
#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/output_stage.h"
#include "requant/exec/reference/table.h"
#include "requant/exec/reference/window.h"

namespace requant::exec::reference {
namespace {

struct MaxPool {
  std::array<Axis, 2> axes;
  StoredRange range;
  Shape shape;

  Array run(const Array& input) const {
    const auto& [y, x] = axes;
    const auto values = load<std::int32_t>(input, 0);
    const std::int64_t channels = shape[3];
    Array output(input.type, shape);
    std::vector<std::int32_t> greatest(static_cast<std::size_t>(channels));
    std::size_t begin = 0;
    for (std::int64_t b = 0; b < shape[0]; ++b) {
      const std::int32_t* image = values.data() + b * y.input * x.input * channels;
      for (std::int64_t oy = 0; oy < y.output; ++oy) {
        for (std::int64_t ox = 0; ox < x.output; ++ox, begin += greatest.size()) {
          pool(image, oy, ox, greatest);
          store<std::int32_t>(output, begin, greatest);
        }
      }
    }
    return output;
  }

  void pool(const std::int32_t* image, std::int64_t oy, std::int64_t ox,
            std::vector<std::int32_t>& greatest) const {
    const auto& [y, x] = axes;
    std::fill(greatest.begin(), greatest.end(), static_cast<std::int32_t>(range.min));
    const auto channels = static_cast<std::int64_t>(greatest.size());
    for (std::int64_t ky = y.first(oy); ky < y.last(oy); ++ky) {
      for (std::int64_t kx = x.first(ox); kx < x.last(ox); ++kx) {
        const std::int32_t* in =
            image + ((y.origin(oy) + ky) * x.input + x.origin(ox) + kx) * channels;
        for (std::size_t c = 0; c < greatest.size(); ++c)
          greatest[c] = std::max(greatest[c], in[c]);
      }
    }
    for (std::int32_t& v : greatest) v = std::min(v, static_cast<std::int32_t>(range.max));
  }
};

}  // namespace

std::unique_ptr<Kernel> make_max_pool2d(const NodeContext& context) {
  require_unary(context);
  const auto& op = context.op<MaxPool2d>();
  const Tensor& output = context.output();
  const MaxPool pool{window_axes(op.window, context.input(0).shape, output.shape, op.size),
                     activation_range(op.activation, output), output.shape};
  return make_kernel([pool, operand = GridOperand(context)](std::span<const Array* const> inputs) {
    return pool.run(operand.get(inputs));
  });
}

}  // namespace requant::exec::reference
