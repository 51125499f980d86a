// Convolutions and fully connected against the reference.
#include <gtest/gtest.h>

#include <cmath>

#include "requant/base/error.h"
#include "requant/exec/fast/steps.h"
#include "requant/exec/fast/test_same.h"
#include "requant/target/target.h"

namespace requant::exec::fast {
namespace {

using reference::activation;
using reference::array_of;
using reference::constant;
using reference::random_array;
using reference::random_integers;

constexpr std::uint64_t kSeed = 11;

struct Layer {
  std::string name;
  Op op;
  Shape x;
  Shape weights;
  Shape y;
};

Window window(std::int64_t stride, std::int64_t dilation, Padding padding) {
  return {{stride, stride}, {dilation, dilation}, padding, {}};
}

Layer conv(const std::string& name, Shape x, Shape weights, Window w) {
  Shape y = x;
  for (int d = 1; d <= 2; ++d) {
    const auto i = static_cast<std::size_t>(d - 1);
    const std::int64_t extent = (weights[d] - 1) * w.dilation[i] + 1;
    y[d] = w.padding == Padding::same ? (x[d] + w.stride[i] - 1) / w.stride[i]
                                      : (x[d] - extent) / w.stride[i] + 1;
  }
  const bool depthwise = weights[0] == 1 && weights[3] >= x[3] && name[0] == 'd';
  y[3] = depthwise ? weights[3] : weights[0];
  Op op = Conv2d{w, Activation::none};
  if (depthwise) op = DepthwiseConv2d{w, weights[3] / x[3], Activation::none};
  return {name, op, x, weights, y};
}

std::vector<Layer> layers() {
  const Window one = window(1, 1, Padding::same);
  std::vector<Layer> result = {
      conv("conv 1x1", {1, 1, 1, 1}, {1, 1, 1, 1}, one),
      conv("conv 1x1, odd depth", {1, 3, 5, 7}, {9, 1, 1, 7}, one),
      conv("conv 1x1, many rows", {2, 13, 17, 24}, {33, 1, 1, 24}, one),
      conv("conv 1x1, stride 2", {1, 7, 8, 16}, {15, 1, 1, 16}, window(2, 1, Padding::same)),
      conv("conv 3x3 same", {1, 6, 7, 3}, {17, 3, 3, 3}, one),
      conv("conv 3x3 valid, stride 2", {2, 9, 8, 5}, {31, 3, 3, 5}, window(2, 1, Padding::valid)),
      conv("conv 3x2 dilated", {1, 11, 9, 6}, {8, 3, 2, 6}, window(1, 2, Padding::same)),
      conv("conv 5x5 larger than the input", {1, 2, 3, 4}, {16, 5, 5, 4}, one),
      conv("conv 3x3, several threads", {2, 24, 23, 32}, {40, 3, 3, 32}, one),
      conv("conv 1x1, several strips", {1, 40, 40, 65}, {7, 1, 1, 65}, one),
      conv("depthwise 3x3", {1, 5, 9, 16}, {1, 3, 3, 16}, one),
      conv("depthwise 3x3, tail", {2, 6, 5, 35}, {1, 3, 3, 35}, window(2, 1, Padding::same)),
      conv("depthwise 3x3, one channel", {1, 4, 4, 1}, {1, 3, 3, 1}, one),
      conv("depthwise 2x4 valid", {1, 7, 11, 31}, {1, 2, 4, 31}, window(1, 1, Padding::valid)),
      conv("depthwise dilated", {1, 13, 12, 8}, {1, 3, 3, 8}, window(1, 3, Padding::same)),
      conv("depthwise, multiplier 3", {1, 6, 6, 5}, {1, 3, 3, 15}, one),
      conv("depthwise, several strips", {1, 30, 33, 130}, {1, 3, 3, 130}, one),
  };
  result.push_back({"fully connected", FullyConnected{}, {1, 1, 1, 40}, {10, 40}, {1, 10}});
  result.push_back({"fully connected, 1x1", FullyConnected{}, {1, 1}, {1, 1}, {1, 1}});
  result.push_back({"fully connected, rows", FullyConnected{}, {53, 33}, {17, 33}, {53, 17}});
  const auto grouped = [&](const std::string& name, Shape x, Shape weights, Window w) {
    result.push_back(conv("grouped conv " + name, x, weights, w));
  };
  grouped("of one panel", {1, 6, 7, 8}, {8, 3, 3, 4}, one);
  grouped("with a group a channel", {1, 5, 6, 19}, {19, 3, 3, 1}, one);
  grouped("with odd channels across panels", {2, 7, 5, 15}, {35, 3, 2, 3}, one);
  grouped("with groups wider than a panel", {1, 6, 6, 14}, {84, 1, 1, 7},
          window(2, 1, Padding::same));
  grouped("dilated", {1, 12, 11, 12}, {40, 3, 3, 3}, window(1, 2, Padding::valid));
  return result;
}

struct Storage {
  DataType activation;
  DataType weight;
  std::int64_t input_zero_point;
  std::int64_t weight_zero_point;
  bool per_channel;
};

// A graph of one layer; the output's scale makes some values saturate.
Graph graph_of_layer(const Layer& layer, const Storage& s, Activation function, Random& random) {
  const int axis = output_channel_axis(kind(layer.op));
  const std::int64_t channels = layer.weights[axis];
  Quantization q{{}, {}, axis};
  for (std::int64_t c = 0; c < (s.per_channel ? channels : 1); ++c) {
    q.scale.push_back(0.001F + 0.02F * static_cast<float>(random.uniform()));
    q.zero_point.push_back(s.weight_zero_point);
  }
  const auto range = integer_type(s.weight);
  Op op = layer.op;
  set_activation(op, function);
  const double depth = static_cast<double>(layer.weights.count() / channels);
  const auto scale = static_cast<float>(0.05 * 0.01 * std::sqrt(depth) * 40);
  const auto output = integer_type(s.activation);
  const std::int64_t zero =
      function == Activation::none ? (output.min() + output.max()) / 2 - 7 : output.min();
  return reference::graph_of(
      op,
      {activation("x", s.activation, layer.x, 0.05F, s.input_zero_point),
       constant("w", s.weight, layer.weights, q,
                random_integers(random, layer.weights.count(), std::max(range.min(), -range.max()),
                                range.max())),
       constant("b", DataType::int32, {channels}, per_tensor(1, 0),
                random_integers(random, channels, -3000, 3000))},
      activation("y", s.activation, layer.y, scale, zero));
}

const std::vector<Storage> kStorages = {
    {DataType::uint8, DataType::uint8, 128, 121, false},
    {DataType::uint8, DataType::uint8, 0, 255, false},
    {DataType::uint8, DataType::uint8, 255, 0, false},
    {DataType::int8, DataType::int8, -128, 0, true},
    {DataType::int8, DataType::int8, 127, 0, false},
    {DataType::int8, DataType::int4, 3, 0, true},
    {DataType::int16, DataType::int8, 0, 0, true},
};

TEST(Weighted, EqualsTheReferenceOnEveryShape) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  const Arithmetic arithmetic = load_target("tflite").arithmetic;
  on_every_target([&] {
    Random random(kSeed);
    for (const Layer& layer : layers()) {
      for (const Storage& s : kStorages) {
        for (const Activation function : {Activation::none, Activation::relu6}) {
          SCOPED_TRACE(layer.name);
          const Graph graph = graph_of_layer(layer, s, function, random);
          expect_same(graph, arithmetic, {random_array(random, s.activation, layer.x)});
        }
      }
    }
  });
}

TEST(Weighted, NoLayerIsLeftToTheReference) {
  const Arithmetic arithmetic = load_target("tflite").arithmetic;
  Random random(kSeed);
  for (const Layer& layer : layers()) {
    if (kind(layer.op) != OpKind::conv2d) continue;
    const Graph graph = graph_of_layer(layer, kStorages[3], Activation::none, random);
    const auto context = reference::context_of(graph, graph.nodes[0], arithmetic);
    EXPECT_NE(make_conv2d_step(context), nullptr) << layer.name;
  }
}

TEST(Weighted, EqualsTheReferenceInTheArithmeticOfEveryTarget) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  const std::vector<Layer> all = layers();
  on_every_target([&] {
    Random random(kSeed);
    for (const std::string& name : target_names()) {
      const Target target = load_target(name);
      for (const std::size_t which : {1U, 4U, 11U, 19U, 22U}) {
        for (const Storage& s : kStorages) {
          for (const Activation function : {Activation::none, Activation::relu}) {
            SCOPED_TRACE(name + ", " + all[which].name);
            const Graph graph = graph_of_layer(all[which], s, function, random);
            const Array input = random_array(random, s.activation, all[which].x);
            try {
              reference::prepare(graph, target.arithmetic);
            } catch (const Error&) {
              EXPECT_THROW(prepare(graph, target.arithmetic), Error);
              continue;
            }
            expect_same(graph, target.arithmetic, {input});
          }
        }
      }
    }
  });
}

}  // namespace
}  // namespace requant::exec::fast
