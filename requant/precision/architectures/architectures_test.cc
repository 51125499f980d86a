#include "requant/precision/architectures/architectures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <set>

#include "requant/graph/summary.h"
#include "requant/graph/verify.h"

namespace requant::precision {
namespace {

std::string error_of(const std::string& name, const Shape& input, std::int64_t classes) {
  try {
    float_network(name, input, classes, 1);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

struct Size {
  std::int64_t parameters = 0;  // that are trained: without the statistics of batch normalization
  std::int64_t macs = 0;
};

Size size_of(const Graph& graph) {
  Size size;
  for (const Node& node : graph.nodes) {
    size.macs += macs(graph, node);
    if (node.kind() == OpKind::batch_norm) {
      size.parameters += 2 * graph.tensor(node.input(1)).shape.count();
    } else {
      size.parameters += parameters(graph, node);
    }
  }
  return size;
}

std::vector<float> values(const Graph& graph, const std::string& name) {
  const Tensor& tensor = graph.tensor(graph.find(name));
  std::vector<float> result(static_cast<std::size_t>(tensor.shape.count()));
  std::memcpy(result.data(), tensor.data->data(), result.size() * sizeof(float));
  return result;
}

const Shape kCifar{1, 32, 32, 3};

TEST(architectures, resnet20_has_the_published_size) {
  // He et al. state 0.27 M parameters, and 40.6 M multiply-accumulates follow from its shapes; two
  // projections add 512 + 2048 weights, 2 (32 + 64) of batch normalization and 2 x 131,072
  // multiply-accumulates to it.
  const Size size = size_of(float_network("resnet20", kCifar, 10, 1));
  EXPECT_EQ(size.parameters, 269'722 + 2'752);
  EXPECT_EQ(size.macs, 40'551'040 + 2 * 131'072);
}

TEST(architectures, resnet56_has_the_published_size) {
  const Size size = size_of(float_network("resnet56", kCifar, 10, 1));
  EXPECT_NEAR(static_cast<double>(size.parameters), 0.85e6, 0.01e6);
  EXPECT_NEAR(static_cast<double>(size.macs), 125.5e6, 1e6);
}

TEST(architectures, resnet8_has_the_size_of_mlperf_tiny) {
  // Of the 78,666 parameters of the reference model 480 are statistics of batch normalization and
  // 336 biases of convolutions, which it makes needless; its shortcuts have none of the 192 here.
  const Size size = size_of(float_network("resnet8", kCifar, 10, 1));
  EXPECT_EQ(size.macs, 12'501'632);
  EXPECT_EQ(size.parameters, 78'666 - 480 - 336 + 192);
}

TEST(architectures, mobilenetv2_has_the_published_size) {
  const Size imagenet = size_of(float_network("mobilenetv2", {1, 224, 224, 3}, 1000, 1));
  EXPECT_EQ(imagenet.parameters, 3'504'872);  // as torchvision's
  EXPECT_NEAR(static_cast<double>(imagenet.macs), 300e6, 1e6);
}

TEST(architectures, mobilenetv2_keeps_small_images_large_enough) {
  const Graph graph = float_network("mobilenetv2", kCifar, 10, 1);
  EXPECT_EQ(graph.tensor(graph.find("head")).shape, (Shape{1, 4, 4, 1280}));
  EXPECT_EQ(graph.tensor(graph.find("stem")).shape, (Shape{1, 32, 32, 32}));
  const Graph large = float_network("mobilenetv2", {1, 96, 96, 3}, 2, 1);
  EXPECT_EQ(large.tensor(large.find("head")).shape, (Shape{1, 3, 3, 1280}));
}

TEST(architectures, dscnn_has_the_size_of_mlperf_tiny) {
  // The reference model has 23,756 trained parameters, 576 of them biases of convolutions that
  // batch normalization makes needless.
  const Size size = size_of(float_network("dscnn", {1, 49, 10, 1}, 12, 1));
  EXPECT_EQ(size.parameters, 23'756 - 576);
  EXPECT_NEAR(static_cast<double>(size.macs), 2.66e6, 0.01e6);
}

TEST(architectures, take_any_shape_of_input) {
  for (const auto& name : architecture_names()) {
    for (const Shape& input : {Shape{1, 28, 28, 1}, Shape{1, 33, 47, 3}, Shape{1, 49, 10, 1},
                               Shape{1, 1, 1, 5}, Shape{1, 100, 120, 2}}) {
      const Graph graph = float_network(name, input, 3, 1);
      Diagnostics diagnostics(name);
      verify(graph, diagnostics);
      EXPECT_TRUE(diagnostics.empty()) << name << " " << input.text();
      EXPECT_EQ(graph.tensor(graph.outputs.at(0)).shape, (Shape{1, 3}));
    }
  }
}

TEST(architectures, name_every_tensor_once) {
  for (const auto& name : architecture_names()) {
    const Graph graph = float_network(name, kCifar, 10, 1);
    std::set<std::string> names;
    for (const auto& tensor : graph.tensors) EXPECT_TRUE(names.insert(tensor.name).second);
  }
  EXPECT_NE(float_network("resnet20", kCifar, 10, 1).find("stage3.block2.conv2.weight"), kNoTensor);
}

TEST(architectures, begin_with_weights_that_keep_the_variance) {
  const Graph graph = float_network("resnet20", kCifar, 10, 1);
  for (const auto& [name, variance] : {std::pair{"stage3.block1.conv1.weight", 2.0 / 576},
                                       std::pair{"classifier.weight", 1.0 / 64}}) {
    double sum = 0;
    double squares = 0;
    const auto weights = values(graph, name);
    for (const double w : weights) {
      sum += w;
      squares += w * w;
    }
    const auto count = static_cast<double>(weights.size());
    // Five standard deviations of what is measured.
    EXPECT_NEAR(sum / count, 0, 5 * std::sqrt(variance / count)) << name;
    EXPECT_NEAR(squares / count / variance, 1, 5 * std::sqrt(2 / count)) << name;
  }
  EXPECT_EQ(values(graph, "stem.bn.scale"), std::vector<float>(16, 1.0F));
  EXPECT_EQ(values(graph, "stem.bn.mean"), std::vector<float>(16, 0.0F));
}

TEST(architectures, depend_on_the_seed_alone) {
  const auto weights = [](std::uint64_t seed) {
    return values(float_network("dscnn", kCifar, 10, seed), "stem.weight");
  };
  EXPECT_EQ(weights(1), weights(1));
  EXPECT_NE(weights(1), weights(2));
  const Graph graph = float_network("resnet8", kCifar, 10, 1);
  EXPECT_NE(values(graph, "stage1.block0.conv1.weight"),
            values(graph, "stage1.block0.conv2.weight"));
}

TEST(architectures, refuse_what_they_cannot_be) {
  EXPECT_NE(error_of("mobilenet_v2", kCifar, 10).find("did you mean 'mobilenetv2'"),
            std::string::npos);
  EXPECT_NE(error_of("resnet8", {2, 32, 32, 3}, 10).find("shape 2x32x32x3"), std::string::npos);
  EXPECT_NE(error_of("resnet8", {1, 0, 32, 3}, 10).find("1x0x32x3"), std::string::npos);
  EXPECT_NE(error_of("resnet8", kCifar, 1).find("1 classes"), std::string::npos);
}

}  // namespace
}  // namespace requant::precision
