#include "requant/precision/architectures/builder.h"

#include <cmath>
#include <span>
#include <utility>

#include "requant/base/random.h"
#include "requant/graph/verify.h"

namespace requant::precision {
namespace {

Tensor float_constant(const std::string& name, const Shape& shape,
                      const std::vector<float>& values) {
  const auto bytes = std::as_bytes(std::span(values));
  Tensor tensor;
  tensor.name = name;
  tensor.shape = shape;
  tensor.data = std::make_shared<Bytes>(bytes.begin(), bytes.end());
  return tensor;
}

Window window_of(const Kernel& kernel) {
  Window window;
  window.stride = {kernel.stride, kernel.stride};
  window.padding = Padding::same;
  const bool odd = kernel.size[0] % 2 == 1 && kernel.size[1] % 2 == 1;
  if (kernel.stride == 1 || !odd) return window;
  const std::int64_t rows = (kernel.size[0] - 1) / 2;
  const std::int64_t columns = (kernel.size[1] - 1) / 2;
  window.padding = rows + columns > 0 ? Padding::explicit_pads : Padding::valid;
  window.pads = {rows, columns, rows, columns};
  return window;
}

}  // namespace

NetworkBuilder::NetworkBuilder(const std::string& name, const Shape& input, std::uint64_t seed)
    : seed_(seed) {
  graph_.name = name;
  Tensor tensor;
  tensor.name = "input";
  tensor.shape = input;
  graph_.inputs = {graph_.add_tensor(std::move(tensor))};
}

TensorId NetworkBuilder::conv(const std::string& name, TensorId x, const Kernel& kernel,
                              std::int64_t channels) {
  const std::int64_t fan_in = kernel.size[0] * kernel.size[1] * this->channels(x);
  const TensorId weights = random_weights(
      name, {channels, kernel.size[0], kernel.size[1], this->channels(x)}, 2, fan_in);
  return batch_norm(name, add_node(name, Conv2d{window_of(kernel)}, {x, weights}));
}

TensorId NetworkBuilder::depthwise(const std::string& name, TensorId x, const Kernel& kernel) {
  const TensorId weights = random_weights(name, {1, kernel.size[0], kernel.size[1], channels(x)}, 2,
                                          kernel.size[0] * kernel.size[1]);
  return batch_norm(name, add_node(name, DepthwiseConv2d{window_of(kernel)}, {x, weights}));
}

TensorId NetworkBuilder::clamp(const std::string& name, TensorId x, Activation activation) {
  return add_node(name, Relu{activation}, {x});
}

TensorId NetworkBuilder::add(const std::string& name, TensorId x, TensorId y) {
  return add_node(name, Add{}, {x, y});
}

TensorId NetworkBuilder::classify(TensorId x, std::int64_t classes) {
  const TensorId pooled = add_node("pool", Mean{{1, 2}, false}, {x});
  const TensorId weights =
      random_weights("classifier", {classes, channels(pooled)}, 1, channels(pooled));
  const TensorId bias = constant("classifier.bias", {classes}, 0);
  return add_node("classifier", FullyConnected{}, {pooled, weights, bias});
}

Graph NetworkBuilder::finish(TensorId output) && {
  graph_.outputs = {output};
  Diagnostics diagnostics("network " + graph_.name);
  verify(graph_, diagnostics);
  diagnostics.throw_if_any();
  return std::move(graph_);
}

TensorId NetworkBuilder::constant(const std::string& name, const Shape& shape, float value) {
  return graph_.add_tensor(float_constant(
      name, shape, std::vector<float>(static_cast<std::size_t>(shape.count()), value)));
}

TensorId NetworkBuilder::random_weights(const std::string& name, const Shape& shape, double gain,
                                        std::int64_t fan_in) {
  Random random(mixed_seed({seed_, graph_.tensors.size()}));
  const double deviation = std::sqrt(gain / static_cast<double>(fan_in));
  std::vector<float> values(static_cast<std::size_t>(shape.count()));
  for (auto& value : values) value = static_cast<float>(deviation * random.normal());
  return graph_.add_tensor(float_constant(name + ".weight", shape, values));
}

TensorId NetworkBuilder::add_node(const std::string& name, Op op, std::vector<TensorId> inputs) {
  Tensor output;
  output.name = name;
  const TensorId id = graph_.add_tensor(std::move(output));
  graph_.nodes.push_back({std::move(op), std::move(inputs), {id}, -1});
  Diagnostics diagnostics("network " + graph_.name);
  infer_shape(graph_, static_cast<NodeId>(graph_.nodes.size()) - 1, diagnostics);
  diagnostics.throw_if_any();
  return id;
}

TensorId NetworkBuilder::batch_norm(const std::string& name, TensorId x) {
  const Shape by_channel{channels(x)};
  const TensorId scale = constant(name + ".bn.scale", by_channel, 1);
  const TensorId bias = constant(name + ".bn.bias", by_channel, 0);
  const TensorId mean = constant(name + ".bn.mean", by_channel, 0);
  const TensorId variance = constant(name + ".bn.variance", by_channel, 1);
  return add_node(name + ".bn", BatchNorm{}, {x, scale, bias, mean, variance});
}

}  // namespace requant::precision
