// Networks of many precisions through every format that is read back: each tensor of the file
// computes what the lowered graph computes.
#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "requant/base/random.h"
#include "requant/base/test_folder.h"
#include "requant/exec/executor.h"
#include "requant/formats/export.h"
#include "requant/formats/format.h"
#include "requant/precision/file.h"
#include "requant/precision/lower.h"
#include "requant/precision/test_network.h"

namespace requant {
namespace {

using formats::ExportFormat;

constexpr int kInputs = 2;

// A value in steps of its grid, counted from the zero point.
struct Steps {
  float scale;
  std::vector<std::int64_t> values;
  friend bool operator==(const Steps&, const Steps&) = default;
};

Steps steps_of(const Tensor& tensor, const Array& array) {
  Steps steps{tensor.quantization->scale_at(0), stored_integers(array)};
  for (std::int64_t& value : steps.values) value -= tensor.quantization->zero_point_at(0);
  return steps;
}

bool is_quantized(const Tensor& tensor) { return is_integer(tensor.type) && tensor.quantization; }

// By name: what every integer tensor holds.
std::map<std::string, Steps> run(const Graph& graph, const Target& target, const Array& input) {
  std::map<std::string, Steps> result;
  const auto program = exec::prepare(graph, target.arithmetic);
  program->run({&input, 1}, [&](TensorId id, const Array& array) {
    const Tensor& tensor = graph.tensor(id);
    if (is_quantized(tensor)) result[tensor.name] = steps_of(tensor, array);
  });
  return result;
}

Array random_input(Random& random, const Tensor& tensor) {
  Array array(tensor.type, tensor.shape);
  for (std::byte& byte : array.bytes) byte = static_cast<std::byte>(random.integer(0, 255));
  return array;
}

// The same input for a graph that takes real values.
Array as_input_of(const Graph& graph, const Tensor& source, const Array& array) {
  if (is_integer(graph.tensor(graph.inputs[0]).type)) return array;
  Array reals(DataType::float32, array.shape);
  const auto values = real_values(array, source.quantization);
  for (std::size_t i = 0; i < values.size(); ++i) {
    reals.as<float>()[i] = static_cast<float>(values[i]);
  }
  return reals;
}

// Quantized graph inputs and outputs of a QONNX file have another name than the float ones.
const Steps* find(const std::map<std::string, Steps>& tensors, const std::string& name) {
  for (const std::string& candidate : {name, name + "_1", name + "/Quant"}) {
    const auto found = tensors.find(candidate);
    if (found != tensors.end()) return &found->second;
  }
  return nullptr;
}

Model written(const Model& model, const Target& target, ExportFormat format) {
  const TestFolder folder;
  const auto path = folder.path() / ("m" + std::string(formats::extension_of(format)));
  formats::write_network(model, target, format, path);
  return formats::read(path);
}

void expect_equal(const Model& lowered, ExportFormat format) {
  const Target target = load_target(format == ExportFormat::tflite ? "tflite" : lowered.arithmetic);
  const Model read = written(lowered, target, format);
  Random random(3);
  for (int i = 0; i < kInputs; ++i) {
    const Tensor& source = lowered.graph.tensor(lowered.graph.inputs[0]);
    const Array input = random_input(random, source);
    const auto wanted = run(lowered.graph, target, input);
    const auto found = run(read.graph, target, as_input_of(read.graph, source, input));
    std::size_t compared = 0;
    for (const auto& [name, steps] : wanted) {
      const Steps* same = find(found, name);
      if (same == nullptr) continue;  // a reshape that the file does not need
      EXPECT_EQ(*same, steps) << name;
      ++compared;
    }
    EXPECT_GT(compared, lowered.graph.nodes.size() - 5);
    const std::string& output = lowered.graph.tensor(lowered.graph.outputs[0]).name;
    EXPECT_NE(find(found, output), nullptr) << output;
  }
}

void expect_equal_in_all(const Model& lowered) {
  for (const ExportFormat format :
       {ExportFormat::tflite, ExportFormat::onnx, ExportFormat::qonnx}) {
    SCOPED_TRACE(formats::extension_of(format));
    SCOPED_TRACE(static_cast<int>(format));
    expect_equal(lowered, format);
  }
}

precision::Network trained_network() {
  return precision::read_network(formats::read("models/fashion_resnet8.onnx"));
}

// The network of tests with widths that no type has.
precision::Network odd_network() {
  precision::Network network = precision::made_up_network();
  for (std::size_t i = 1; i + 1 < network.tables.layers.size(); ++i) {
    precision::LayerTables& layer = network.tables.layers[i];
    layer.weight_bits = {8, 7, 6, 5, 4, 3, 2};
    layer.activation_bits = layer.weight_bits;
    for (const int bits : layer.weight_bits) {
      layer.weight_step[bits] = 0.7F / std::ldexp(1.0F, bits);
      if (bits != 8) layer.input_step[bits] = 3.1F / std::ldexp(1.0F, bits);
      if (!layer.affine.empty()) layer.affine[bits] = layer.affine.at(8);
    }
  }
  return network;
}

TEST(Export, EveryWidthIsReadBackEqual) {
  const precision::Network network = trained_network();
  for (const int bits : {8, 4, 2}) {
    SCOPED_TRACE(bits);
    expect_equal_in_all(lower(network, precision::uniform(network.tables, bits)));
  }
}

TEST(Export, MixturesOfWeightsAndActivationsAreReadBackEqual) {
  const precision::Network network = odd_network();
  Random random(11);
  for (int i = 0; i < 4; ++i) {
    SCOPED_TRACE(i);
    auto assignment = precision::uniform(network.tables, 8);
    for (std::size_t l = 1; l + 1 < assignment.layers.size(); ++l) {
      assignment.layers[l] = {static_cast<int>(random.integer(2, 8)),
                              static_cast<int>(random.integer(2, 8))};
    }
    expect_equal_in_all(lower(network, assignment));
  }
}

TEST(Export, OnnxHasTheBitsOfTheAssignment) {
  const precision::Network network = trained_network();
  const Model lowered = lower(network, precision::uniform(network.tables, 2));
  const Model read = written(lowered, load_target(lowered.arithmetic), ExportFormat::onnx);
  for (const Tensor& tensor : lowered.graph.tensors) {
    if (tensor.bits == 0 || tensor.is_constant()) continue;
    const TensorId id = read.graph.find(tensor.name);
    ASSERT_NE(id, kNoTensor) << tensor.name;
    EXPECT_EQ(read.graph.tensor(id).bits, tensor.bits) << tensor.name;
    EXPECT_EQ(read.graph.tensor(id).type, tensor.type) << tensor.name;
    EXPECT_EQ(read.graph.tensor(id).quantization, tensor.quantization) << tensor.name;
  }
  EXPECT_EQ(formats::packed_bytes(read.graph), formats::packed_bytes(lowered.graph));
}

// Scales, names, nodes: what a file holds besides does not depend on the widths.
TEST(Export, FilesShrinkByTheBitsOfTheirWeights) {
  const precision::Network network = trained_network();
  const auto sizes = [&](int bits) {
    const Model lowered = lower(network, precision::uniform(network.tables, bits));
    const TestFolder folder;
    const auto path = folder.path() / "m.onnx";
    formats::write_network(lowered, load_target(lowered.arithmetic), ExportFormat::onnx, path);
    return std::pair(static_cast<double>(std::filesystem::file_size(path)),
                     static_cast<double>(formats::packed_bytes(lowered.graph)));
  };
  const auto [wide, wide_packed] = sizes(8);
  for (const int bits : {4, 2}) {
    const auto [narrow, narrow_packed] = sizes(bits);
    EXPECT_NEAR(wide - narrow, wide_packed - narrow_packed, 5000) << bits;
  }
}

TEST(Export, RefusesAFileOfAnotherExtension) {
  const precision::Network network = odd_network();
  const Model lowered = lower(network, precision::uniform(network.tables, 8));
  const std::string message = error_of([&] {
    formats::write_network(lowered, load_target("tflite"), ExportFormat::json, "/tmp/m.onnx");
  });
  EXPECT_NE(message.find(".json"), std::string::npos) << message;
}

TEST(Export, JsonTakesFixedPointTargetsOnly) {
  const precision::Network network = odd_network();
  const Model lowered = lower(network, precision::uniform(network.tables, 4));
  const TestFolder folder;
  const auto path = folder.path() / "m.json";
  const std::string message = error_of([&] {
    formats::write_network(lowered, load_target("onnx-qlinear"), ExportFormat::json, path);
  });
  EXPECT_NE(message.find("onnx-qlinear"), std::string::npos) << message;
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace requant
