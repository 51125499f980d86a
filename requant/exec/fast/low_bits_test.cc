// Tensors that use only some bits of their type (Tensor::bits), against the reference.
#include <gtest/gtest.h>

#include <algorithm>

#include "requant/exec/fast/steps.h"
#include "requant/exec/fast/test_same.h"
#include "requant/target/target.h"

namespace requant::exec::fast {
namespace {

using reference::activation;
using reference::constant;
using reference::graph_of;
using reference::random_integers;

constexpr std::uint64_t kSeed = 31;

// An activation whose zero point is the lowest value, as after a ReLU.
Tensor narrowed(const std::string& name, DataType type, const Shape& shape, float scale, int bits) {
  Tensor tensor = activation(name, type, shape, scale, 0);
  tensor.bits = bits;
  tensor.quantization->zero_point = {stored_range(tensor).min()};
  return tensor;
}

Tensor narrow_weights(const Shape& shape, int axis, int bits, Random& random) {
  Quantization q{{}, {}, axis};
  for (std::int64_t c = 0; c < shape[axis]; ++c) {
    q.scale.push_back(0.01F + 0.02F * static_cast<float>(random.uniform()));
    q.zero_point.push_back(0);
  }
  const arith::IntegerType range{bits, true};
  Tensor weights = constant("w", DataType::int8, shape, q,
                            random_integers(random, shape.count(), -range.max(), range.max()));
  weights.bits = bits;
  return weights;
}

Tensor bias(std::int64_t channels, Random& random) {
  return constant("b", DataType::int32, {channels}, per_tensor(1, 0),
                  random_integers(random, channels, -300, 300));
}

// Both executors in these targets' arithmetic on values of the bits that the inputs use; what they
// store is of the bits of the output and reaches both of its ends, unless it `moves` stored values.
void expect_same_bits(const Graph& graph, Random& random, bool moves = false) {
  std::vector<Array> inputs;
  for (const TensorId id : graph.inputs) {
    const Tensor& tensor = graph.tensor(id);
    const arith::IntegerType range = stored_range(tensor);
    inputs.push_back(reference::array_of(
        tensor.type, tensor.shape,
        random_integers(random, tensor.shape.count(), range.min(), range.max())));
  }
  const arith::IntegerType range = stored_range(graph.tensor(graph.outputs[0]));
  for (const char* target : {"tflite", "onnx-qlinear", "symmetric-int8"}) {
    SCOPED_TRACE(target);
    const Arithmetic arithmetic = load_target(target).arithmetic;
    expect_same(graph, arithmetic, inputs);
    const auto stored = stored_integers(prepare(graph, arithmetic)->run(inputs).at(0));
    const auto [least, greatest] = std::ranges::minmax_element(stored);
    EXPECT_GE(*least, range.min());
    EXPECT_LE(*greatest, range.max());
    if (!moves) {
      EXPECT_EQ(*least, range.min());
      EXPECT_EQ(*greatest, range.max());
    }
  }
}

class LowBits : public testing::TestWithParam<int> {
 protected:
  void SetUp() override { std::printf("seed %llu\n", static_cast<unsigned long long>(kSeed)); }

  int bits_ = GetParam();
  Random random_{kSeed};
};

TEST_P(LowBits, OfLayersWithWeights) {
  const Window same{{1, 1}, {1, 1}, Padding::same, {}};
  on_every_target([&] {
    for (const int input_bits : {2, bits_, 8}) {
      const Tensor x = narrowed("x", DataType::int8, {1, 9, 7, 24}, 0.3F, input_bits);
      const Tensor y = narrowed("y", DataType::int8, {1, 9, 7, 33}, 0.002F, bits_);
      expect_same_bits(
          graph_of(Conv2d{.window = same},
                   {x, narrow_weights({33, 3, 3, 24}, 0, bits_, random_), bias(33, random_)}, y),
          random_);
      Tensor z = y;
      z.shape = x.shape;
      expect_same_bits(
          graph_of(DepthwiseConv2d{same, 1},
                   {x, narrow_weights({1, 3, 3, 24}, 3, bits_, random_), bias(24, random_)}, z),
          random_);
      Tensor row = x;
      row.shape = {3, 40};
      z.shape = {3, 30};
      expect_same_bits(
          graph_of(FullyConnected{},
                   {row, narrow_weights({30, 40}, 0, bits_, random_), bias(30, random_)}, z),
          random_);
    }
  });
}

TEST_P(LowBits, OfSumsAndProducts) {
  const Shape shape{1, 5, 7, 9};
  on_every_target([&] {
    for (const DataType type : {DataType::int8, DataType::uint8}) {
      const Tensor x = narrowed("x", type, shape, 0.02F, bits_);
      Tensor y = activation("y", type, shape, 0.02F, type == DataType::int8 ? 3 : 131);
      const Tensor z = narrowed("z", type, shape, 0.01F, bits_);
      expect_same_bits(graph_of(Add{}, {x, y}, z), random_);
      expect_same_bits(graph_of(Mul{}, {x, y}, z), random_);
      y.quantization = x.quantization;
      expect_same_bits(graph_of(Maximum{}, {x, y}, x), random_, true);
    }
  });
}

TEST_P(LowBits, OfWhatIsRequantizedOrClamped) {
  const Shape shape{1, 11, 10, 8};
  for (const DataType type : {DataType::int8, DataType::uint8}) {
    const Tensor stream = activation("x", type, shape, 0.02F, type == DataType::int8 ? -20 : 108);
    const Tensor y = narrowed("y", type, shape, 0.001F, bits_);
    expect_same_bits(graph_of(Quantize{}, {stream}, y), random_);
    expect_same_bits(graph_of(Relu{}, {stream}, y), random_);
    expect_same_bits(graph_of(LeakyRelu{0.1F}, {stream}, y), random_);
    // And to more bits.
    const Tensor narrow = narrowed("x", type, shape, 0.3F, bits_);
    expect_same_bits(graph_of(Quantize{}, {narrow}, narrowed("y", type, shape, 0.001F, 8)),
                     random_);
  }
}

TEST_P(LowBits, OfMeansAndPools) {
  const Window valid{{1, 1}, {1, 1}, Padding::valid, {}};
  for (const DataType type : {DataType::int8, DataType::uint8}) {
    const Tensor x = narrowed("x", type, {2, 4, 4, 40}, 0.3F, 8);
    Tensor y = narrowed("y", type, {2, 40}, 0.01F, bits_);
    expect_same_bits(graph_of(Mean{{1, 2}, false}, {x}, y), random_, true);
    y.quantization = x.quantization;
    if (type == DataType::uint8) {  // where the lowest value is one of fewer bits, too
      y.shape = {2, 3, 3, 40};
      expect_same_bits(graph_of(MaxPool2d{valid, {2, 2}}, {x}, y), random_, true);
      expect_same_bits(graph_of(AveragePool2d{valid, {2, 2}}, {x}, y), random_, true);
    }
  }
}

// From all bits to some, and with as many before and after.
TEST_P(LowBits, OfWhatIsMoved) {
  const Shape shape{1, 4, 5, 3};
  for (const int input_bits : {8, bits_}) {
    const auto tensor = [&](const char* name, const Shape& s, int bits) {
      Tensor result = activation(name, DataType::int8, s, 0.03F, 1);
      result.bits = bits;
      return result;
    };
    const Tensor x = tensor("x", shape, input_bits);
    const auto expect = [&](const Op& op, const std::vector<Tensor>& inputs, const Shape& s) {
      SCOPED_TRACE(name(kind(op)));
      expect_same_bits(graph_of(op, inputs, tensor("y", s, bits_)), random_, true);
    };
    expect(Reshape{}, {x}, {5, 12});
    expect(Transpose{{0, 2, 1, 3}}, {x}, {1, 5, 4, 3});
    expect(Pad{{{0, 0}, {1, 2}, {3, 0}, {1, 1}}}, {x}, {1, 7, 8, 5});
    expect(Concat{3}, {x, tensor("z", {1, 4, 5, 6}, 8)}, {1, 4, 5, 9});
    expect(ResizeBilinear{}, {x}, {1, 9, 8, 3});
    expect(ResizeNearest{}, {x}, {1, 9, 8, 3});
    expect(MaxPool2d{{}, {2, 2}}, {x}, {1, 3, 4, 3});
    expect(Minimum{}, {x, tensor("z", shape, 8)}, shape);
  }
}

// What networks of few bits are made of has kernels of its own, whatever the widths.
TEST_P(LowBits, HaveFastKernels) {
  const Arithmetic arithmetic = load_target("tflite").arithmetic;
  const auto made = [&](auto make, const Op& op, const std::vector<Tensor>& inputs, Shape shape) {
    SCOPED_TRACE(name(kind(op)));
    const Graph graph = graph_of(op, inputs, narrowed("y", DataType::int8, shape, 0.05F, bits_));
    EXPECT_NE(make(reference::context_of(graph, graph.nodes[0], arithmetic)), nullptr);
  };
  const Tensor x = narrowed("x", DataType::int8, {1, 8, 8, 4}, 0.3F, bits_);
  const Tensor stream = narrowed("x", DataType::int8, {1, 8, 8, 4}, 0.01F, 8);
  const Tensor row = narrowed("x", DataType::int8, {1, 4}, 0.01F, bits_);
  made(make_conv2d_step, Conv2d{}, {x, narrow_weights({6, 1, 1, 4}, 0, bits_, random_)},
       {1, 8, 8, 6});
  made(make_depthwise_conv2d_step, DepthwiseConv2d{},
       {x, narrow_weights({1, 1, 1, 4}, 3, bits_, random_)}, {1, 8, 8, 4});
  made(make_fully_connected_step, FullyConnected{},
       {row, narrow_weights({10, 4}, 0, bits_, random_)}, {1, 10});
  made(make_binary_step, Add{}, {x, stream}, x.shape);
  made(make_table_step, Quantize{}, {stream}, x.shape);
  made(make_table_step, Quantize{}, {x}, x.shape);
  made(make_table_step, Relu{}, {stream}, x.shape);
  made(make_mean_step, Mean{{1, 2}, true}, {x}, {1, 1, 1, 4});
  const Tensor same = narrowed("x", DataType::int8, x.shape, 0.05F, bits_);
  made(make_max_pool2d_step, MaxPool2d{{.stride = {2, 2}}, {2, 2}}, {same}, {1, 4, 4, 4});
  made(make_average_pool2d_step, AveragePool2d{{}, {8, 8}}, {same}, {1, 1, 1, 4});
}

INSTANTIATE_TEST_SUITE_P(Widths, LowBits, testing::Range(2, 9));

}  // namespace
}  // namespace requant::exec::fast
