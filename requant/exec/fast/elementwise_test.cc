// Ops without weights against the reference.
#include <gtest/gtest.h>

#include "requant/base/error.h"
#include "requant/exec/fast/steps.h"
#include "requant/exec/fast/test_same.h"
#include "requant/target/target.h"

namespace requant::exec::fast {
namespace {

using reference::activation;
using reference::constant;
using reference::random_array;
using reference::random_integers;

constexpr std::uint64_t kSeed = 23;

// Runs a graph of one op in the arithmetic of those targets that can, on random inputs; the test
// fails where none can.
void expect_same_everywhere(const Graph& graph, Random& random,
                            const std::vector<std::string>& targets = target_names()) {
  std::vector<Array> inputs;
  for (const TensorId id : graph.inputs) {
    inputs.push_back(random_array(random, graph.tensor(id).type, graph.tensor(id).shape));
  }
  int ran = 0;
  for (const std::string& name : targets) {
    const Arithmetic arithmetic = load_target(name).arithmetic;
    try {
      reference::prepare(graph, arithmetic);
    } catch (const Error&) {
      EXPECT_THROW(prepare(graph, arithmetic), Error) << name;
      continue;
    }
    SCOPED_TRACE(name);
    expect_same(graph, arithmetic, inputs);
    ++ran;
  }
  EXPECT_GT(ran, 0);
}

const std::vector<DataType> kTypes = {DataType::uint8, DataType::int8, DataType::int16};

std::int64_t zero_of(DataType type, Random& random) {
  if (type == DataType::int16) return 0;
  const auto range = integer_type(type);
  return random.integer(range.min(), range.max());
}

TEST(Binary, EqualsTheReference) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  const std::vector<std::pair<Shape, Shape>> shapes = {{{1}, {1}},
                                                       {{1, 3, 5, 7}, {1, 3, 5, 7}},
                                                       {{2, 4, 4, 33}, {2, 1, 1, 33}},
                                                       {{1, 5, 5, 3}, {1}},
                                                       {{1, 1, 1, 8}, {1, 6, 2, 8}}};
  const std::vector<Op> ops = {
      Add{}, Add{Activation::relu6}, Sub{}, Mul{}, Mul{Activation::relu}, Minimum{}, Maximum{}};
  on_every_target([&] {
    Random random(kSeed);
    for (const Op& op : ops) {
      for (const DataType type : kTypes) {
        for (const auto& [x, y] : shapes) {
          const bool grid = kind(op) == OpKind::minimum || kind(op) == OpKind::maximum;
          const std::int64_t zero = zero_of(type, random);
          const auto other = [&] { return grid ? zero : zero_of(type, random); };
          const Shape out = x.count() >= y.count() ? x : y;
          SCOPED_TRACE(std::string(name(kind(op))) + " " + std::string(name(type)) + " " +
                       x.text() + " " + y.text());
          const auto targets = x == y && x.rank() == 4
                                   ? target_names()
                                   : std::vector<std::string>{"tflite", "onnx-qlinear"};
          expect_same_everywhere(
              reference::graph_of(op,
                                  {activation("x", type, x, grid ? 0.03F : 0.021F, zero),
                                   activation("y", type, y, grid ? 0.03F : 0.047F, other())},
                                  activation("z", type, out, grid ? 0.03F : 0.033F, other())),
              random, targets);
        }
      }
    }
  });
}

TEST(Binary, TakesConstants) {
  Random random(kSeed);
  const Tensor k = constant("k", DataType::int8, {1, 1, 1, 5}, per_tensor(0.04F, 3),
                            random_integers(random, 5, -128, 127));
  const Tensor x = activation("x", DataType::int8, {1, 2, 3, 5}, 0.02F, -7);
  const Tensor z = activation("z", DataType::int8, {1, 2, 3, 5}, 0.05F, 1);
  expect_same_everywhere(reference::graph_of(Mul{}, {x, k}, z), random);
  expect_same_everywhere(reference::graph_of(Add{}, {k, x}, z), random);
}

TEST(Unary, EqualsTheReference) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  Random random(kSeed);
  for (const Op& op : std::vector<Op>{Relu{Activation::relu6}, LeakyRelu{0.1F}, Logistic{}, Tanh{},
                                      HardSwish{}, Quantize{}}) {
    for (const DataType type : kTypes) {
      SCOPED_TRACE(std::string(name(kind(op))) + " " + std::string(name(type)));
      const bool is_sigmoid = kind(op) == OpKind::logistic || kind(op) == OpKind::tanh;
      const bool is_short = type == DataType::int16;
      const float out = is_sigmoid ? (is_short ? 1.0F / 32768 : 1.0F / 256) : 0.04F;
      const std::int64_t zero = is_sigmoid && !is_short ? integer_type(type).min() : 0;
      expect_same_everywhere(
          reference::graph_of(op, {activation("x", type, {3, 100}, is_short ? 0.001F : 0.05F, 0)},
                              activation("y", type, {3, 100}, out, zero)),
          random);
    }
  }
}

TEST(Moving, EqualsTheReference) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  Random random(kSeed);
  for (const DataType type : kTypes) {
    SCOPED_TRACE(name(type));
    const std::int64_t zero = zero_of(type, random);
    const auto tensor = [&](const char* name, Shape shape) {
      return activation(name, type, std::move(shape), 0.03F, zero);
    };
    const Tensor x = tensor("x", {1, 4, 5, 3});
    expect_same_everywhere(reference::graph_of(Reshape{}, {x}, tensor("y", {5, 12})), random);
    expect_same_everywhere(
        reference::graph_of(Pad{{{0, 0}, {1, 2}, {3, 0}, {1, 1}}}, {x}, tensor("y", {1, 7, 8, 5})),
        random);
    expect_same_everywhere(
        reference::graph_of(Concat{3}, {x, tensor("z", {1, 4, 5, 6})}, tensor("y", {1, 4, 5, 9})),
        random);
    Tensor other = tensor("z", {1, 2, 5, 3});
    other.quantization->scale[0] = 0.05F;
    expect_same_everywhere(reference::graph_of(Concat{1}, {x, other}, tensor("y", {1, 6, 5, 3})),
                           random);
    const auto turned = [&](std::vector<std::int64_t> order, Shape shape) {
      expect_same_everywhere(reference::graph_of(Transpose{order}, {x}, tensor("y", shape)),
                             random);
    };
    turned({0, 3, 1, 2}, {1, 3, 4, 5});
    turned({0, 2, 1, 3}, {1, 5, 4, 3});
    turned({0, 1, 2, 3}, {1, 4, 5, 3});
  }
}

TEST(Softmax, EqualsTheReference) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  Random random(kSeed);
  for (const DataType type : kTypes) {
    const bool is_short = type == DataType::int16;
    const std::int64_t least = is_short ? 0 : integer_type(type).min();
    const float out = is_short ? 1.0F / 32768 : 1.0F / 256;
    for (const float in : {0.002F, 0.1F, 0.8F}) {
      for (const Shape& shape : {Shape{3, 10}, Shape{1, 1001}, Shape{2, 2, 3, 1}}) {
        SCOPED_TRACE(std::string(name(type)) + " " + shape.text() + " " + std::to_string(in));
        expect_same_everywhere(reference::graph_of(Softmax{}, {activation("x", type, shape, in, 0)},
                                                   activation("y", type, shape, out, least)),
                               random);
      }
    }
  }
}

TEST(ResizeNearest, EqualsTheReference) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  Random random(kSeed);
  for (const DataType type : kTypes) {
    SCOPED_TRACE(name(type));
    const std::int64_t zero = zero_of(type, random);
    for (const std::int64_t channels : {1, 6}) {
      const Tensor x = activation("x", type, {2, 5, 7, channels}, 0.03F, zero);
      const Tensor y = activation("y", type, {2, 13, 4, channels}, 0.03F, zero);
      expect_same_everywhere(reference::graph_of(ResizeNearest{}, {x}, y), random);
      expect_same_everywhere(reference::graph_of(ResizeNearest{.half_pixel_centers = true}, {x}, y),
                             random);
    }
  }
}

TEST(ResizeBilinear, EqualsTheReference) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  Random random(kSeed);
  for (const DataType type : kTypes) {
    SCOPED_TRACE(name(type));
    const std::int64_t zero = zero_of(type, random);
    const Tensor x = activation("x", type, {2, 5, 7, 19}, 0.03F, zero);
    for (const Shape& shape : {Shape{2, 13, 11, 19}, Shape{2, 1, 1, 19}, Shape{2, 5, 7, 19}}) {
      const Tensor y = activation("y", type, shape, 0.03F, zero);
      expect_same_everywhere(reference::graph_of(ResizeBilinear{}, {x}, y), random);
      expect_same_everywhere(reference::graph_of(ResizeBilinear{.align_corners = true}, {x}, y),
                             random);
      expect_same_everywhere(
          reference::graph_of(ResizeBilinear{.half_pixel_centers = true}, {x}, y), random);
    }
  }
}

TEST(Pools, EqualTheReference) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed));
  Random random(kSeed);
  for (const DataType type : kTypes) {
    SCOPED_TRACE(name(type));
    const std::int64_t zero = zero_of(type, random);
    const auto tensor = [&](const char* name, Shape shape) {
      return activation(name, type, std::move(shape), 0.03F, zero);
    };
    const Tensor x = tensor("x", {2, 7, 6, 19});
    const Window same{{2, 2}, {1, 1}, Padding::same, {}};
    const Window valid{{1, 1}, {1, 1}, Padding::valid, {}};
    for (const Activation function : {Activation::none, Activation::relu}) {
      const Tensor halved = tensor("y", {2, 4, 3, 19});
      const Tensor whole = tensor("y", {2, 1, 1, 19});
      expect_same_everywhere(reference::graph_of(MaxPool2d{same, {3, 3}, function}, {x}, halved),
                             random);
      expect_same_everywhere(
          reference::graph_of(AveragePool2d{same, {3, 3}, function}, {x}, halved), random);
      expect_same_everywhere(
          reference::graph_of(AveragePool2d{valid, {7, 6}, function}, {x}, whole), random);
    }
    Tensor mean = tensor("y", {2, 19});
    mean.quantization->scale[0] = 0.02F;
    expect_same_everywhere(reference::graph_of(Mean{{1, 2}, false}, {x}, mean), random);
    mean.shape = {2, 1, 1, 19};
    expect_same_everywhere(reference::graph_of(Mean{{2, 1}, true}, {x}, mean), random);
    expect_same_everywhere(
        reference::graph_of(Mean{{2, 1}, true}, {tensor("x", {2, 31, 33, 19})}, mean), random);
  }
}

TEST(Steps, AreNotLeftToTheReference) {
  const Arithmetic arithmetic = load_target("tflite").arithmetic;
  const auto tensor = [](const char* name, Shape shape) {
    return activation(name, DataType::int8, std::move(shape), 1.0F / 256, -128);
  };
  const auto has_step = [&](const auto& maker, const Op& op, const Shape& x, const Shape& y) {
    const Graph graph = reference::graph_of(op, {tensor("x", x)}, tensor("y", y));
    return maker(reference::context_of(graph, graph.nodes[0], arithmetic)) != nullptr;
  };
  EXPECT_TRUE(has_step(make_softmax_step, Softmax{}, {1, 1001}, {1, 1001}));
  EXPECT_TRUE(has_step(make_transpose_step, Transpose{{0, 2, 1}}, {1, 3, 4}, {1, 4, 3}));
  EXPECT_TRUE(has_step(make_resize_nearest_step, ResizeNearest{}, {1, 3, 4, 5}, {1, 6, 8, 5}));
  EXPECT_TRUE(has_step(make_mean_step, Mean{{1, 2}, true}, {1, 56, 56, 72}, {1, 1, 1, 72}));
}

}  // namespace
}  // namespace requant::exec::fast
