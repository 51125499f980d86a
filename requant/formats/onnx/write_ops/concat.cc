#include <algorithm>

#include "requant/formats/onnx/write_ops/ops.h"

namespace requant::formats::onnx {
namespace {

bool has_one_grid(const NodeWriter& out) {
  for (int i = 0; i < out.inputs(); ++i) {
    if (out.input(i).quantization != out.output().quantization) return false;
  }
  return true;
}

}  // namespace

void write_op(const Concat& op, NodeWriter& out) {
  const Attributes attributes{{"axis", NodeWriter::file_axis(op.axis, out.order())}};
  std::vector<FileValue> inputs;
  for (int i = 0; i < out.inputs(); ++i) inputs.push_back(out.value(i, out.order()));
  const FileValue y = out.result();
  if (has_one_grid(out) && out.runs_on_stored(false)) {
    std::vector<std::string> names;
    for (const FileValue& x : inputs) names.push_back(x.name);
    return out.finish(out.add("Concat", names, attributes, y), op.activation);
  }
  if (!out.has_grid_operators()) {
    return out.finish(out.on_reals("Concat", inputs, y, attributes), op.activation);
  }
  std::vector<std::string> names{out.scale(y), out.zero_point(y)};
  for (const FileValue& x : inputs) {
    names.insert(names.end(), {x.name, out.scale(x), out.zero_point(x)});
  }
  out.finish(out.add({"QLinearConcat", kMicrosoftDomain}, names, attributes, y), op.activation);
}

}  // namespace requant::formats::onnx
