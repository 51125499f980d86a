#include "requant/formats/onnx/write_ops/ops.h"

namespace requant::formats::onnx {

void write_op(const Pad& op, NodeWriter& out) {
  const FileValue x = out.value(0, out.order());
  const auto rank = op.paddings.size();
  std::vector<std::int64_t> pads(2 * rank);
  for (std::size_t d = 0; d < rank; ++d) {
    const auto at =
        static_cast<std::size_t>(NodeWriter::file_axis(static_cast<std::int64_t>(d), out.order()));
    pads[at] = op.paddings[d].first;
    pads[rank + at] = op.paddings[d].second;
  }
  const std::int64_t zero = x.is_quantized() ? x.quantization->zero_point_at(0) : 0;
  const std::int64_t fill = op.has_value ? op.value : zero;
  std::string value;
  if (is_integer(x.type) && out.runs_on_stored(true)) {
    value = out.stored(x.type, fill);
  } else {
    const float scale = x.is_quantized() ? x.quantization->scale_at(0) : 1.0F;
    value = out.real(static_cast<float>(fill - zero) * scale);
  }
  out.finish(out.moved("Pad", x, out.result(), {}, {out.integers(pads), value}, true));
}

}  // namespace requant::formats::onnx
