#include "requant/requantize/convert.h"

#include <gtest/gtest.h>

#include "requant/requantize/storage.h"
#include "requant/requantize/test_draft.h"

namespace requant::requantize {
namespace {

std::vector<std::vector<Array>> some_inputs(const Graph& graph) {
  std::vector<std::vector<Array>> inputs;
  const Tensor& input = graph.tensor(graph.inputs[0]);
  for (std::int64_t k = 0; k < 8; ++k) {
    Array a(input.type, input.shape);
    std::vector<std::int64_t> values;
    for (std::int64_t i = 0; i < input.shape.count(); ++i)
      values.push_back((i * 37 + k * 53) % 255 - 127);
    a.bytes = pack_integers(input.type, values);
    inputs.push_back({a});
  }
  return inputs;
}

Conversion converted(const Graph& graph, const std::string& target, InputKind kind) {
  const Teacher teacher(graph, load_target("tflite").arithmetic, some_inputs(graph), kind);
  return convert(teacher, load_target(target), {}, {});
}

TEST(convert, gives_power_of_two_scales_where_the_target_asks_for_them) {
  const Draft draft = two_layers(0.01F, 0.003F);
  const auto result = converted(draft.source, "symmetric-int8-pow2", InputKind::realistic);
  for (const Tensor& t : result.graph.tensors) {
    if (!t.quantization) continue;
    for (const float scale : t.quantization->scale) {
      int exponent = 0;
      EXPECT_EQ(std::frexp(scale, &exponent), 0.5F) << t.name << " has scale " << scale;
    }
  }
  EXPECT_GT(result.sqnr_db, 25);
}

TEST(convert, keeps_the_proposal_whose_simulation_is_nearer) {
  const Draft draft = two_layers(0.004F, 0.0006F);
  const Teacher teacher(draft.source, load_target("tflite").arithmetic, some_inputs(draft.source),
                        InputKind::realistic);
  const Target target = load_target("symmetric-int8");
  PassSelection rows_only;
  rows_only.equalize = false;
  const double without = convert(teacher, target, rows_only, {}).sqnr_db;
  EXPECT_GE(convert(teacher, target, {}, {}).sqnr_db, without);
}

TEST(convert, keeps_per_channel_integers_where_the_target_takes_them) {
  const Draft draft = two_layers(0.01F, 0.003F);
  const auto result = converted(draft.source, "symmetric-int8-per-channel", InputKind::unknown);
  EXPECT_FALSE(result.equalized);
  const Node& first = result.graph.nodes[0];
  EXPECT_EQ(stored_integers(result.graph.tensor(first.input(1))),
            (std::vector<std::int64_t>{127, -50, 90, 127}));
}

TEST(choose_storage, keeps_the_grid_behind_a_mean_that_hands_an_offset_on) {
  Draft source = two_layers(0.01F, 0.003F);
  Graph graph = source.source;
  Tensor pooled;
  pooled.name = "pooled";
  pooled.type = DataType::int8;
  pooled.shape = {1, 1, 1, 2};
  pooled.quantization = per_tensor(0.03F, -128);
  const TensorId mean = graph.add_tensor(pooled);
  Tensor axes;
  axes.name = "axes";
  axes.type = DataType::int32;
  axes.shape = {2};
  axes.data = std::make_shared<const Bytes>(
      pack_integers(DataType::int32, std::vector<std::int64_t>{1, 2}));
  const TensorId axes_id = graph.add_tensor(axes);
  const TensorId hidden = graph.nodes[0].outputs[0];
  Node second = graph.nodes[1];
  graph.nodes[1] = {Mean{{1, 2}, true}, {hidden, axes_id}, {mean}, -1};
  second.inputs[0] = mean;
  graph.tensor(second.outputs[0]).shape = {1, 1, 1, 2};
  graph.nodes.push_back(second);
  Draft draft = make_draft(graph);
  choose_storage(draft, load_target("symmetric-int8"), true);
  EXPECT_NE(draft.at(mean).offset, 0);
  EXPECT_EQ(draft.at(mean).offset, draft.at(hidden).offset);
  EXPECT_EQ(draft.at(mean).scale, draft.at(hidden).scale);
}

// The graph with ends of floating point.
Graph with_float_ends(Graph graph) {
  const auto real = [&](TensorId id, const char* name) {
    Tensor t;
    t.name = name;
    t.shape = graph.tensor(id).shape;
    return graph.add_tensor(std::move(t));
  };
  const TensorId x = real(graph.inputs[0], "x");
  const TensorId y = real(graph.outputs[0], "y");
  graph.nodes.insert(graph.nodes.begin(), {Quantize{}, {x}, {graph.inputs[0]}, -1});
  graph.nodes.push_back({Dequantize{}, {graph.outputs[0]}, {y}, -1});
  graph.inputs = {x};
  graph.outputs = {y};
  return graph;
}

TEST(convert, keeps_real_units_where_floating_point_meets_integers) {
  const Graph graph = with_float_ends(two_layers(0.01F, 0.003F).source);
  std::vector<std::vector<Array>> inputs;
  for (int k = 0; k < 8; ++k) {
    Array a(DataType::float32, graph.tensor(graph.inputs[0]).shape);
    for (std::size_t i = 0; i < a.as<float>().size(); ++i) {
      a.as<float>()[i] = static_cast<float>((static_cast<int>(i) * 37 + k * 53) % 255 - 127) / 50;
    }
    inputs.push_back({a});
  }
  const Teacher teacher(graph, load_target("tflite").arithmetic, inputs, InputKind::realistic);
  const auto result = convert(teacher, load_target("symmetric-int8-pow2"), {}, {});
  for (const char* name : {"input", "output"}) {
    EXPECT_EQ(result.draft.at(graph.find(name)).unit, 1) << name;
  }
  EXPECT_GT(result.sqnr_db, 25);
}

// output -> add of a uint8-like constant with a zero point -> "sum".
TEST(convert, gives_constants_beside_activations_grids_of_the_target) {
  Draft draft = two_layers(0.01F, 0.003F);
  Graph& graph = draft.source;
  Tensor constant;
  constant.name = "summand";
  constant.type = DataType::int8;
  constant.shape = {2};
  constant.quantization = per_tensor(0.013F, 7);
  constant.data = std::make_shared<const Bytes>(
      pack_integers(DataType::int8, std::vector<std::int64_t>{100, -60}));
  const TensorId summand = graph.add_tensor(std::move(constant));
  const TensorId sum = add_activation(graph, "sum", 0.11F, 3);
  graph.nodes.push_back({Add{}, {graph.outputs[0], summand}, {sum}, -1});
  graph.outputs = {sum};
  for (const char* name : {"symmetric-int8", "symmetric-int8-pow2", "shift-only"}) {
    const Target target = load_target(name);
    const auto result = converted(graph, name, InputKind::realistic);
    EXPECT_TRUE(obstacles(result.graph, target).empty()) << name;
    EXPECT_GT(result.sqnr_db, 25) << name;
  }
}

TEST(convert, keeps_every_integer_of_a_source_that_fits) {
  const Draft draft = two_layers(0.01F, 0.003F);
  const auto result = converted(draft.source, "tflite-int8", InputKind::realistic);
  for (std::size_t t = 0; t < draft.source.tensors.size(); ++t) {
    const Tensor& before = draft.source.tensors[t];
    const Tensor& after = result.graph.tensors[t];
    EXPECT_EQ(before.quantization, after.quantization);
    EXPECT_EQ(before.data, after.data);
  }
}

TEST(make_draft, states_clamps_that_hide_in_saturation) {
  Graph graph = two_layers(0.01F, 0.003F).source;
  set_activation(graph.nodes[0].op, Activation::none);
  EXPECT_EQ(activation_of(make_draft(graph).source.nodes[0].op), Activation::relu);
  EXPECT_EQ(activation_of(make_draft(graph).source.nodes[1].op), Activation::none);
  graph.tensor(graph.find("hidden")).quantization = per_tensor(6.0F / 255, -128);
  const Draft six = make_draft(graph);
  EXPECT_EQ(activation_of(six.source.nodes[0].op), Activation::relu6);
  EXPECT_TRUE(six.at(graph.find("hidden")).clamps_high);
}

}  // namespace
}  // namespace requant::requantize
