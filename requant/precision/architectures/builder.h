// A float network, layer after layer.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "requant/graph/graph.h"

namespace requant::precision {

// A window of weights and its step, both in height and width.
struct Kernel {
  std::array<std::int64_t, 2> size{3, 3};
  std::int64_t stride = 1;
};

// Adds nodes to a graph whose shapes follow from its input. What a call adds is named after
// `name`: the output of a convolution "NAME", its weights "NAME.weight", the output of its batch
// normalization "NAME.bn". Throws Error, internal, where a node does not fit.
class NetworkBuilder {
 public:
  NetworkBuilder(const std::string& name, const Shape& input, std::uint64_t seed);

  TensorId input() const { return graph_.inputs[0]; }
  const Shape& shape(TensorId id) const { return graph_.tensor(id).shape; }
  std::int64_t channels(TensorId id) const { return shape(id).last(); }

  // A convolution and its batch normalization. The output has ceil(side / stride) rows and columns:
  // odd windows of stride > 1 have (size - 1) / 2 of padding on every side, so that they and a
  // window of 1x1 have the same centres; all others `same`.
  TensorId conv(const std::string& name, TensorId x, const Kernel& kernel, std::int64_t channels);
  TensorId depthwise(const std::string& name, TensorId x, const Kernel& kernel);
  // relu or relu6, named "NAME".
  TensorId clamp(const std::string& name, TensorId x, Activation activation);
  TensorId add(const std::string& name, TensorId x, TensorId y);
  // The mean over height and width, a fully connected layer and the network's output.
  TensorId classify(TensorId x, std::int64_t classes);

  // The graph, verified.
  Graph finish(TensorId output) &&;

 private:
  TensorId constant(const std::string& name, const Shape& shape, float value);
  // Normal, of mean 0 and variance `gain` / fan_in.
  TensorId random_weights(const std::string& name, const Shape& shape, double gain,
                          std::int64_t fan_in);
  TensorId add_node(const std::string& name, Op op, std::vector<TensorId> inputs);
  TensorId batch_norm(const std::string& name, TensorId x);

  Graph graph_;
  std::uint64_t seed_;
};

}  // namespace requant::precision
