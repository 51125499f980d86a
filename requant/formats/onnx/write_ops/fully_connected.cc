#include "requant/formats/onnx/permute.h"
#include "requant/formats/onnx/write_ops/ops.h"
#include "requant/formats/onnx/write_ops/weighted.h"

namespace requant::formats::onnx {
namespace {

// The image, as the graph has it, whose elements reach the layer channel by channel; null where
// they come in the order of the graph.
const Shape* image_of(NodeWriter& out, const FileValue& x) {
  const Graph& graph = out.file().graph();
  if (x.order == Order::flattened) {
    return &graph.tensor(graph.node(graph.producer(out.input_id(0))).inputs[0]).shape;
  }
  const Shape& shape = out.input(0).shape;
  const bool moved = x.order == Order::channels_first && !is_same_in_channels_first(shape);
  return moved ? &shape : nullptr;
}

// The weights with columns for C * H * W instead of H * W * C.
FileValue channel_by_channel(NodeWriter& out, const Shape& image) {
  return out.file().constant(out.input_id(1), "image " + image.text(), [&](const Tensor& weights) {
    const Shape as_images{weights.shape[0], image[1], image[2], image[3]};
    return reshaped(permuted(reshaped(weights, as_images), {0, 3, 1, 2}), weights.shape);
  });
}

}  // namespace

void write_op(const FullyConnected& op, NodeWriter& out) {
  const std::int64_t depth = out.input(1).shape[1];
  FileValue x = out.value(0);
  const Shape* image = image_of(out, x);
  const bool by_channel = image != nullptr && out.input(1).is_constant() &&
                          (*image)[1] * (*image)[2] * (*image)[3] == depth;
  const FileValue weights = by_channel ? channel_by_channel(out, *image) : out.value(1);
  if (image != nullptr && !by_channel) x = out.file().in_order(x, Order::as_graph);
  const std::int64_t batch = x.shape.count() / depth;
  x = out.file().reshaped(x, {batch, depth}, Order::as_graph);
  const auto bias = bias_of(out, x, weights);
  const FileValue y = out.result({batch, out.input(1).shape[0]}, Order::as_graph);
  const Attributes attributes{{"transB", std::int64_t{1}}};
  FileValue result;
  if (has_weighted_grid_operator(out, x, weights, bias)) {
    result =
        out.add({"QGemm", kMicrosoftDomain},
                {x.name, out.scale(x), out.zero_point(x), weights.name, out.scale(weights),
                 out.zero_point(weights), bias ? bias->name : "", out.scale(y), out.zero_point(y)},
                attributes, y);
  } else {
    std::vector<FileValue> inputs{x, weights};
    if (bias) inputs.push_back(*bias);
    result = out.on_reals("Gemm", inputs, y, attributes);
  }
  out.finish(out.file().reshaped(result, out.output().shape, Order::as_graph), op.activation);
}

}  // namespace requant::formats::onnx
