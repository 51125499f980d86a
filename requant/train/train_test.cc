#include "requant/train/train.h"

#include <gtest/gtest.h>

#include "requant/base/error.h"
#include "requant/base/test_folder.h"
#include "requant/precision/file.h"
#include "requant/precision/lower.h"
#include "requant/train/test_training.h"

namespace requant::train {
namespace {

// A training that stops itself after so many steps; 0: never.
TrainResult run(const TrainOptions& options, const std::filesystem::path& checkpoint,
                int stop_after) {
  const data::TrainingData data = noise_images(128, 16, 1, 4);
  std::atomic<bool> stop = false;
  int steps = 0;
  TrainHooks hooks;
  hooks.checkpoint = checkpoint;
  hooks.stop = &stop;
  hooks.progress = [&](const TrainProgress&) {
    if (++steps == stop_after) stop = true;
  };
  return train(model_for(data), data, options, hooks);
}

std::string tables_of(const TrainResult& result) {
  return precision::with_tables(result.network.model, result.network.tables).metadata.back().second;
}

bool same_constants(const Graph& a, const Graph& b) {
  for (std::size_t i = 0; i < a.tensors.size(); ++i) {
    const auto& x = a.tensors[i].data;
    const auto& y = b.tensors[i].data;
    if ((x == nullptr) != (y == nullptr) || (x != nullptr && *x != *y)) return false;
  }
  return true;
}

TEST(Train, goes_on_from_a_checkpoint_to_the_same_bits) {
  const TestFolder folder;
  const TrainResult whole = run(short_training(), folder.path() / "whole", 0);
  ASSERT_TRUE(whole.finished);
  // In the float phase, and in the middle of an epoch of the other one.
  for (const int stop_after : {3, 9}) {
    const auto checkpoint = folder.path() / "part";
    ASSERT_FALSE(run(short_training(), checkpoint, stop_after).finished);
    TrainOptions options = short_training();
    options.from = checkpoint.string();
    const TrainResult rest = run(options, checkpoint, 0);
    ASSERT_TRUE(rest.finished);
    EXPECT_TRUE(same_constants(whole.network.model.graph, rest.network.model.graph));
    EXPECT_EQ(tables_of(whole), tables_of(rest)) << stop_after;
  }
}

TEST(Train, result_is_a_network_that_reads_back) {
  const TestFolder folder;
  const TrainResult result = run(short_training(), folder.path() / "c", 0);
  const precision::Network read =
      precision::read_network(precision::with_tables(result.network.model, result.network.tables));
  EXPECT_EQ(read.tables.layers.size(), 10U);
  EXPECT_EQ(read.tables.measured.size(), 3U);
  for (const precision::LayerTables& layer : read.tables.layers) {
    EXPECT_EQ(layer.sensitivity.size(), layer.weight_bits.size()) << layer.name;
  }
}

TEST(Train, of_one_assignment_alone_has_its_widths_and_no_other) {
  const TestFolder folder;
  const TrainResult every = run(short_training(), folder.path() / "a", 0);
  TrainOptions options = short_training();
  options.precisions = {8};
  precision::PrecisionAssignment wanted;
  for (std::size_t i = 0; i < every.network.tables.layers.size(); ++i) {
    const int bits = i % 2 == 0 ? 4 : 2;
    wanted.layers.push_back({bits, 4});
    options.layers[every.network.tables.layers[i].name] = wanted.layers.back();
  }
  const TrainResult result = run(options, folder.path() / "b", 0);
  ASSERT_TRUE(result.finished);
  const precision::Network read =
      precision::read_network(precision::with_tables(result.network.model, result.network.tables));
  EXPECT_EQ(precision::uniform(read.tables, 8), wanted);
  EXPECT_EQ(precision::uniform(read.tables, 2), wanted);
  EXPECT_NO_THROW(precision::lower(read, wanted));
  options.layers = {{"no_such_layer", {8, 8}}};
  EXPECT_THROW(run(options, folder.path() / "c", 0), Error);
}

TEST(Train, a_network_goes_on_with_its_steps) {
  const data::TrainingData data = noise_images(128, 16, 1, 4);
  const TrainResult first = train(model_for(data), data, short_training(), {});
  TrainOptions options = short_training();
  options.float_phase.epochs = 0;
  options.phase.epochs = 0;
  const auto go_on = [&] {
    return train(precision::with_tables(first.network.model, first.network.tables), data, options,
                 {});
  };
  const auto same_steps = [&](const TrainResult& other) {
    for (std::size_t i = 0; i < first.network.tables.layers.size(); ++i) {
      const precision::LayerTables& a = first.network.tables.layers[i];
      const precision::LayerTables& b = other.network.tables.layers[i];
      if (a.weight_step != b.weight_step || a.input_step != b.input_step) return false;
    }
    return true;
  };
  EXPECT_TRUE(same_steps(go_on()));
  EXPECT_TRUE(same_constants(first.network.model.graph, go_on().network.model.graph));
  options.precisions = {8, 2};  // others: begins anew
  EXPECT_FALSE(same_steps(go_on()));
}

TEST(Train, in_two_commands_gives_the_same_bits) {
  const data::TrainingData data = noise_images(128, 16, 1, 4);
  const TrainResult whole = train(model_for(data), data, short_training(), {});
  TrainOptions options = short_training();
  options.phase.epochs = 0;
  const TrainResult of_floats = train(model_for(data), data, options, {});
  options = short_training();
  options.float_phase.epochs = 0;
  TrainResult second = train(
      precision::with_tables(of_floats.network.model, of_floats.network.tables), data, options, {});
  EXPECT_TRUE(same_constants(whole.network.model.graph, second.network.model.graph));
  second.network.tables.notes = whole.network.tables.notes;  // these state the options
  EXPECT_TRUE(tables_of(whole) == tables_of(second));
}

TEST(Train, branches_learn_from_a_teacher) {
  const data::TrainingData data = noise_images(128, 16, 1, 4);
  TrainOptions options = short_training();
  options.distillation = Distillation::none;
  const TrainResult alone = train(model_for(data), data, options, {});
  options.distillation = Distillation::teacher;
  options.teacher = "teacher.onnx";
  const TrainResult taught = train(model_for(data), data, options, {}, alone.network.model);
  EXPECT_FALSE(same_constants(alone.network.model.graph, taught.network.model.graph));
  options.distillation_weight = 0;  // by the labels alone
  const TrainResult untaught = train(model_for(data), data, options, {}, alone.network.model);
  EXPECT_TRUE(same_constants(alone.network.model.graph, untaught.network.model.graph));
  const data::TrainingData other = noise_images(64, 12, 1, 4);
  EXPECT_THROW(train(model_for(data), data, options, {}, model_for(other)), Error);
}

TEST(Train, refuses_a_checkpoint_of_another_training) {
  const TestFolder folder;
  const auto checkpoint = folder.path() / "c";
  ASSERT_FALSE(run(short_training(), checkpoint, 2).finished);
  TrainOptions options = short_training();
  options.from = checkpoint.string();
  options.momentum = 0.8;
  EXPECT_THROW(run(options, checkpoint, 0), Error);
}

TEST(Train, refuses_a_file_that_is_no_checkpoint) {
  const TestFolder folder;
  folder.write("c", "no checkpoint");
  TrainOptions options = short_training();
  options.from = (folder.path() / "c").string();
  EXPECT_THROW(run(options, folder.path() / "d", 0), Error);
}

TEST(Train, refuses_images_of_another_shape) {
  const data::TrainingData data = noise_images(64, 16, 1, 4);
  const data::TrainingData other = noise_images(64, 12, 1, 4);
  EXPECT_THROW(train(model_for(data), other, short_training(), {}), Error);
}

}  // namespace
}  // namespace requant::train
