// tiny_model OUTPUT.tflite
//
// Writes a small quantized classifier with the ops of a MobileNetV2: convolutions with ReLU6, a
// depthwise one, a residual sum, a pool, a fully connected layer and softmax. uint8, asymmetric,
// per tensor, random weights of a fixed seed.
#include <cmath>

#include "requant/base/random.h"
#include "requant/formats/format.h"
#include "tests/tools/tool.h"

namespace requant {
namespace {

class Builder {
 public:
  TensorId activation(const std::string& name, Shape shape, float scale, std::int64_t zero) {
    return graph.add_tensor(
        {name, DataType::uint8, std::move(shape), per_tensor(scale, zero), nullptr, -1});
  }

  // Random weights whose sum over `fan_in` inputs of deviation 1 has the deviation `gain`.
  TensorId weights(const std::string& name, Shape shape, double fan_in, double gain) {
    const double reach = gain * std::sqrt(3 / fan_in);
    const auto scale = static_cast<float>(2 * reach / 250);
    std::vector<std::int64_t> stored(static_cast<std::size_t>(shape.count()));
    for (auto& value : stored) value = random_.integer(2, 252);
    auto data = std::make_shared<const Bytes>(pack_integers(DataType::uint8, stored));
    return graph.add_tensor(
        {name, DataType::uint8, std::move(shape), per_tensor(scale, 127), std::move(data), -1});
  }

  TensorId bias(const std::string& name, std::int64_t count, TensorId x, TensorId w) {
    const float scale =
        graph.tensor(x).quantization->scale[0] * graph.tensor(w).quantization->scale[0];
    std::vector<std::int64_t> stored;
    for (std::int64_t i = 0; i < count; ++i) {
      stored.push_back(std::llround(random_.normal() / static_cast<double>(scale)));
    }
    auto data = std::make_shared<const Bytes>(pack_integers(DataType::int32, stored));
    return graph.add_tensor(
        {name, DataType::int32, {count}, per_tensor(scale, 0), std::move(data), -1});
  }

  void layer(Op op, TensorId x, TensorId w, std::int64_t outputs, TensorId y) {
    const TensorId b = bias(graph.tensor(y).name + "/bias", outputs, x, w);
    graph.nodes.push_back({std::move(op), {x, w, b}, {y}, -1});
  }

  Graph graph;

 private:
  Random random_{7};
};

Model tiny_model() {
  Builder b;
  constexpr float kRelu6 = 6.0F / 255;
  constexpr std::int64_t kChannels = 16;
  const Shape map{1, 8, 8, kChannels};
  const auto x = b.activation("input", {1, 16, 16, 3}, 1.0F / 128, 128);
  const auto first = b.activation("conv", map, kRelu6, 0);
  const auto depthwise = b.activation("depthwise", map, kRelu6, 0);
  const auto project = b.activation("project", map, 0.05F, 121);
  const auto sum = b.activation("sum", map, 0.06F, 97);
  const auto pool = b.activation("pool", {1, 1, 1, kChannels}, 0.06F, 97);
  const auto flat = b.activation("flat", {1, kChannels}, 0.06F, 97);
  const auto logits = b.activation("logits", {1, 10}, 0.08F, 116);
  const auto scores = b.activation("scores", {1, 10}, 1.0F / 256, 0);

  Conv2d conv;
  conv.window.padding = Padding::same;
  conv.window.stride = {2, 2};
  conv.activation = Activation::relu6;
  b.layer(conv, x, b.weights("conv/w", {kChannels, 3, 3, 3}, 27, 3), kChannels, first);
  DepthwiseConv2d dw;
  dw.window.padding = Padding::same;
  dw.activation = Activation::relu6;
  b.layer(dw, first, b.weights("depthwise/w", {1, 3, 3, kChannels}, 9, 1.2), kChannels, depthwise);
  b.layer(Conv2d{}, depthwise, b.weights("project/w", {kChannels, 1, 1, kChannels}, 16, 1),
          kChannels, project);
  b.graph.nodes.push_back({Add{}, {first, project}, {sum}, -1});
  b.graph.nodes.push_back({AveragePool2d{{}, {8, 8}}, {sum}, {pool}, -1});
  b.graph.nodes.push_back({Reshape{}, {pool}, {flat}, -1});
  b.layer(FullyConnected{}, flat, b.weights("logits/w", {10, kChannels}, 16, 2), 10, logits);
  b.graph.nodes.push_back({Softmax{}, {logits}, {scores}, -1});
  b.graph.inputs = {x};
  b.graph.outputs = {scores};

  Model model;
  model.format = "tflite";
  model.graph = std::move(b.graph);
  return model;
}

}  // namespace
}  // namespace requant

int main(int argc, char** argv) {
  return requant::test::run_tool(argc, argv, 1, 1, "tiny_model OUTPUT.tflite", [](char** files) {
    requant::formats::write(requant::tiny_model(), files[1]);
  });
}
