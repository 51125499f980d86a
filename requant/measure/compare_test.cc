#include "requant/measure/compare.h"

#include <gtest/gtest.h>

#include <cmath>

#include "requant/base/error.h"
#include "requant/base/parallel.h"
#include "requant/measure/change.h"
#include "requant/measure/evaluate.h"

namespace requant::measure {
namespace {

// input (1 x 3) -> reshape "hidden" -> softmax "scores". The program adds `shift` to every stored
// value of the hidden tensor and of the scores.
Model make_model(float scale, std::int64_t zero_point, bool with_softmax = true) {
  Model model;
  const auto tensor = [&](const char* name) {
    Tensor t;
    t.name = name;
    t.type = DataType::int8;
    t.shape = {1, 3};
    t.quantization = per_tensor(scale, zero_point);
    return model.graph.add_tensor(t);
  };
  const TensorId input = tensor("input");
  const TensorId hidden = tensor("hidden");
  model.graph.nodes.push_back({Reshape{}, {input}, {hidden}, -1});
  model.graph.inputs = {input};
  model.graph.outputs = {hidden};
  if (with_softmax) {
    const TensorId scores = tensor("scores");
    model.graph.nodes.push_back({Softmax{}, {hidden}, {scores}, -1});
    model.graph.outputs = {scores};
  }
  return model;
}

class ShiftProgram : public exec::Program {
 public:
  ShiftProgram(const Model& model, std::vector<int> shift) : model_(model), shift_(shift) {}

  std::vector<Array> run(std::span<const Array> inputs,
                         const exec::Observer& observer) const override {
    Array values = inputs[0];
    for (std::size_t i = 0; i < 3; ++i) {
      auto& value = values.as<std::int8_t>()[i];
      value = static_cast<std::int8_t>(value + shift_[i]);
    }
    for (const Node& node : model_.graph.nodes) {
      if (observer) observer(node.outputs[0], values);
    }
    return {values};
  }

 private:
  const Model& model_;
  std::vector<int> shift_;
};

// Samples of three stored values each; labels where there are some.
class FixedData : public data::Dataset {
 public:
  FixedData(std::vector<std::vector<int>> values, std::vector<std::int64_t> labels)
      : values_(std::move(values)), labels_(std::move(labels)) {}

  std::size_t size() const override { return values_.size(); }
  data::Sample sample(std::size_t index) const override {
    Array array(DataType::int8, {1, 3});
    for (std::size_t i = 0; i < 3; ++i) {
      array.as<std::int8_t>()[i] = static_cast<std::int8_t>(values_[index][i]);
    }
    return {std::nullopt, array, "fixed"};
  }
  std::optional<std::int64_t> label(std::size_t index) const override {
    if (labels_.empty()) return std::nullopt;
    return labels_[index];
  }
  std::string description() const override { return "fixed data"; }

 private:
  std::vector<std::vector<int>> values_;
  std::vector<std::int64_t> labels_;
};

Comparison compare_shifted(const Model& source, const Model& result, std::vector<int> shift,
                           const data::Dataset& dataset) {
  const ShiftProgram source_program(source, {0, 0, 0});
  const ShiftProgram result_program(result, shift);
  return compare({source, source_program}, {result, result_program}, dataset,
                 data::find_preprocess(source, ""), 0, {});
}

TEST(compare, finds_equal_models_equal) {
  const Model model = make_model(0.5, 3);
  const FixedData dataset({{1, 5, 2}, {9, 0, 0}}, {1, 2});
  const Comparison c = compare_shifted(model, model, {0, 0, 0}, dataset);
  EXPECT_EQ(c.images, 2U);
  EXPECT_EQ(c.agreement, 100);
  EXPECT_EQ(c.sqnr_db, INFINITY);
  EXPECT_EQ(c.top1_source, 50);
  EXPECT_EQ(c.top1_result, 50);
  EXPECT_FALSE(c.first_difference);
  ASSERT_EQ(c.layers.size(), 2U);
  EXPECT_EQ(c.layers[0].tensor, "hidden");
  EXPECT_EQ(c.layers[0].op, "reshape");
  EXPECT_EQ(c.layers[0].exact, 100);
}

TEST(compare, counts_other_classes_and_measures_the_distance) {
  const Model model = make_model(0.5, 0);
  const FixedData dataset({{0, 4, 0}, {9, 0, 0}}, {1, 1});
  const Comparison c = compare_shifted(model, model, {6, 0, 0}, dataset);
  EXPECT_EQ(c.agreement, 50);  // {6, 4, 0} has another class
  EXPECT_EQ(c.top1_source, 50);
  EXPECT_EQ(c.top1_result, 0);
  EXPECT_EQ(c.first_difference, 0U);
  EXPECT_EQ(c.first_below_20_db, 0U);
  EXPECT_NEAR(c.layers[0].exact, 100.0 * 4 / 6, 1e-9);
  EXPECT_EQ(c.layers[0].max_lsb, 6);
  EXPECT_NEAR(c.layers[0].sqnr_db, 10 * std::log10((16 + 81) / 72.0), 1e-9);
  EXPECT_NEAR(c.output_sqnr_db, c.layers[0].sqnr_db, 1e-9);
  // Each sample's mean off: signal 16 - 16/3 + 81 - 81/3, noise 2 (36 - 36/3).
  EXPECT_NEAR(c.sqnr_db, 10 * std::log10((97 - 97.0 / 3) / 48), 1e-9);
}

TEST(compare, gives_both_the_same_real_input) {
  const Model source = make_model(0.5, 3);
  const Model result = make_model(0.25, 0);  // a grid that holds all of the source's values
  const FixedData dataset({{1, 5, 2}, {9, 0, 0}}, {});
  const Comparison c = compare_shifted(source, result, {0, 0, 0}, dataset);
  EXPECT_EQ(c.sqnr_db, INFINITY);
  EXPECT_EQ(c.layers[0].exact, 100);
  EXPECT_FALSE(c.top1_source);
}

TEST(compare, calls_a_value_exact_that_a_coarser_grid_rounds) {
  const Model source = make_model(1, 0);
  const Model result = make_model(4, 0);
  const FixedData dataset({{1, 5, 14}}, {});  // 0.25, 1.25, 3.5 steps
  const Comparison c = compare_shifted(source, result, {0, 0, 0}, dataset);
  EXPECT_EQ(c.layers[0].exact, 100);
  EXPECT_FALSE(c.first_difference);
  EXPECT_EQ(c.layers[0].max_lsb, 0.5);
  EXPECT_FALSE(std::isinf(c.layers[0].sqnr_db));
}

TEST(compare, undoes_gains_and_offsets) {
  const Model source = make_model(1, 0);
  Model result = make_model(1, 0);
  const FixedData dataset({{3, 5, 2}}, {});
  // The result holds {7, 14, 6}: channel 1 of both tensors is twice as large, and all is 4 more.
  const Change change{{1, 2, 1}, 4};
  result.metadata = change_entries({{"hidden", change}, {"scores", change}, {"input", {}}});
  EXPECT_EQ(result.metadata[0].second, R"({"hidden":[1.0,2.0,1.0],"scores":[1.0,2.0,1.0]})");
  EXPECT_EQ(result.metadata[1].second, R"({"hidden":4.0,"scores":4.0})");
  const Comparison c = compare_shifted(source, result, {4, 9, 4}, dataset);
  EXPECT_EQ(c.sqnr_db, INFINITY);
  EXPECT_EQ(c.output_sqnr_db, INFINITY);
  EXPECT_EQ(c.layers[0].exact, 100);
  EXPECT_EQ(c.layers[1].exact, 100);
  EXPECT_EQ(c.layers[1].max_lsb, 0);
}

TEST(compare, feeds_the_result_in_its_own_units) {
  const Model source = make_model(1, 0);
  Model result = make_model(2, -1);  // real 2 x + 4 is stored as x + 1
  const FixedData dataset({{3, 5, 2}}, {});
  const Change change{{2}, 4};
  result.metadata = change_entries({{"input", change}, {"hidden", change}, {"scores", change}});
  const Comparison c = compare_shifted(source, result, {0, 0, 0}, dataset);
  EXPECT_EQ(c.output_sqnr_db, INFINITY);
  EXPECT_EQ(c.layers[0].exact, 100);
}

TEST(compare, refuses_damaged_changes) {
  const Model source = make_model(1, 0);
  Model result = make_model(1, 0);
  const FixedData dataset({{3, 5, 2}}, {});
  const std::pair<const char*, const char*> entries[] = {{"requant.gains", "{"},
                                                         {"requant.gains", R"({"hidden": [0]})"},
                                                         {"requant.gains", R"({"hidden": []})"},
                                                         {"requant.gains", R"({"hidden": [1, 2]})"},
                                                         {"requant.offsets", R"({"hidden": "x"})"}};
  for (const auto& [name, text] : entries) {
    result.metadata = {{name, text}};
    EXPECT_THROW(compare_shifted(source, result, {0, 0, 0}, dataset), Error) << text;
  }
}

TEST(compare, does_not_depend_on_the_number_of_threads) {
  const Model model = make_model(0.3F, 0);
  std::vector<std::vector<int>> values;
  for (int i = 0; i < 60; ++i) values.push_back({i, 60 - i, i * 7 % 50});
  const FixedData dataset(values, {});
  set_thread_count(1);
  const Comparison one = compare_shifted(model, model, {1, 2, 3}, dataset);
  set_thread_count(7);
  const Comparison seven = compare_shifted(model, model, {1, 2, 3}, dataset);
  set_thread_count(0);
  EXPECT_EQ(one.sqnr_db, seven.sqnr_db);
  EXPECT_EQ(one.layers[1].sqnr_db, seven.layers[1].sqnr_db);
}

TEST(compare, refuses_models_of_other_shapes) {
  const Model source = make_model(1, 0);
  Model result = make_model(1, 0);
  result.graph.tensor(result.graph.outputs[0]).shape = {1, 4};
  const FixedData dataset({{3, 5, 2}}, {});
  EXPECT_THROW(compare_shifted(source, result, {0, 0, 0}, dataset), Error);
}

TEST(logits, are_what_the_softmax_reads) {
  const Model model = make_model(1, 0);
  EXPECT_EQ(logits(model.graph), model.graph.find("hidden"));
  const Model plain = make_model(1, 0, false);
  EXPECT_EQ(logits(plain.graph), plain.graph.find("hidden"));
}

TEST(evaluate, counts_hits) {
  const Model model = make_model(1, 0);
  const ShiftProgram program(model, {0, 0, 0});
  const FixedData dataset({{1, 5, 2}, {9, 0, 0}, {0, 0, 7}, {1, 1, 0}}, {1, 0, 0, 1});
  std::size_t calls = 0;
  const Accuracy accuracy =
      evaluate(model, program, dataset, data::find_preprocess(model, ""), 0,
               [&](const std::string&, std::size_t, std::size_t) { ++calls; });
  EXPECT_EQ(accuracy.top1, 50);  // of equal scores the first counts
  EXPECT_EQ(accuracy.top5, 100);
  EXPECT_EQ(accuracy.images, 4U);
  EXPECT_EQ(calls, 5U);
  EXPECT_EQ(evaluate(model, program, dataset, data::find_preprocess(model, ""), 1, {}).top1, 100);
}

TEST(evaluate, refuses_data_without_fitting_labels) {
  const Model model = make_model(1, 0);
  const ShiftProgram program(model, {0, 0, 0});
  const auto preprocess = data::find_preprocess(model, "");
  EXPECT_THROW(evaluate(model, program, FixedData({{1, 2, 3}}, {}), preprocess, 0, {}), Error);
  EXPECT_THROW(evaluate(model, program, FixedData({{1, 2, 3}}, {3}), preprocess, 0, {}), Error);
}

}  // namespace
}  // namespace requant::measure
