#include "requant/train/load_options.h"

#include <gtest/gtest.h>

#include <limits>
#include <sstream>

#include "requant/base/test_folder.h"
#include "requant/data/file.h"
#include "requant/train/inputs.h"

namespace requant::train {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TrainOptions parsed(const std::string& yaml) {
  TrainOptions options;
  parse_options(yaml, "x.yaml", options);
  return options;
}

std::string error_of_yaml(const std::string& yaml) {
  return error_of([&] { parsed(yaml); });
}

TEST(train_options, are_read_from_a_file) {
  const TestFolder folder;
  const auto path = folder.write("c.yaml", std::string("arch: resnet20\n"
                                                       "precisions: [8, 6, 2]\n"
                                                       "seed: 12345678901\n"
                                                       "storage: nested\n"
                                                       "augmentation: {flip: false}\n"
                                                       "phase:\n"
                                                       "  epochs: 7.5\n"
                                                       "layers: {conv1: 8, a.b: 4/2}\n"
                                                       "step_rate: {2: 0.1, 8: 2}\n"));
  TrainOptions options;
  options.batch = 99;
  read_options(path, options);
  EXPECT_EQ(options.arch, "resnet20");
  EXPECT_EQ(options.precisions, (std::vector<int>{8, 6, 2}));
  EXPECT_EQ(options.seed, 12345678901U);
  EXPECT_EQ(options.storage, precision::WeightStorage::nested);
  EXPECT_FALSE(options.augmentation.flip);
  EXPECT_EQ(options.augmentation.shift, TrainOptions().augmentation.shift);
  EXPECT_EQ(options.phase.epochs, 7.5);
  EXPECT_EQ(options.phase.rate, TrainOptions().phase.rate);
  EXPECT_EQ(options.step_rate, (std::map<int, double>{{2, 0.1}, {8, 2}}));
  EXPECT_EQ(options.layers,
            (std::map<std::string, precision::Precision>{{"a.b", {4, 2}}, {"conv1", {8, 8}}}));
  EXPECT_EQ(options.batch, 99);  // not in the file
}

TEST(train_options, every_fault_of_a_file_is_told_with_its_line) {
  const std::string error = error_of_yaml(
      "batchs: 3\n"
      "batch: 0\n"
      "phase: {epochs: many, rates: 1}\n"
      "precisions: [2, 4]\n"
      "mixtures: equals\n"
      "step_rate: {9: 1}\n"
      "augmentation: 4\n"
      "hold_out: nan\n"
      "layers: {conv1: 9}\n");
  EXPECT_TRUE(contains(error, "line 1: unknown key 'batchs'; did you mean 'batch'?")) << error;
  EXPECT_TRUE(contains(error, "line 2: 'batch' is '0'; it must be a whole number from 1"));
  EXPECT_TRUE(contains(error, "line 3: 'phase.epochs' is 'many'; it must be a number from 0"));
  EXPECT_TRUE(contains(error, "line 3: unknown key 'rates' in 'phase'"));
  EXPECT_TRUE(contains(error, "line 4: 'precisions': the precisions '2,4' must be widths"));
  EXPECT_TRUE(contains(error, "line 5: 'mixtures' cannot be 'equals'; did you mean 'equal'?"));
  EXPECT_TRUE(contains(error, "line 6: unknown key '9' in 'step_rate'"));
  EXPECT_TRUE(contains(error, "line 7: 'augmentation' must hold keys and values"));
  EXPECT_TRUE(contains(error, "line 8: 'hold_out' is 'nan'"));
  EXPECT_TRUE(contains(error, "line 9: 'layers.conv1' must be widths of 2 to 8 bits"));
}

TEST(train_options, a_file_that_is_no_yaml_is_refused) {
  EXPECT_TRUE(contains(error_of_yaml("a: [1\nb: 2"), "x.yaml, line 2: this is no YAML"));
  EXPECT_TRUE(contains(error_of_yaml("[1, 2]"), "must hold keys and values"));
  EXPECT_EQ(error_of_yaml("# nothing\n"), "");
}

TEST(train_options, written_as_yaml_read_as_the_same) {
  TrainOptions options;
  options.arch = "dscnn";
  options.normalize = "0.5,2";
  options.precisions = {8, 3};
  options.storage = precision::WeightStorage::nested;
  options.mixtures = Mixtures::independent;
  options.distillation = Distillation::next;
  options.augmentation = {1, false, 7};
  options.phase.rate = 0.1 + 0.2;
  options.step_rate = {{3, 1e-7}};
  options.seed = 1ULL << 62;
  options.layers = {{"a/b", {4, 2}}, {"c", {3, 3}}};
  const std::string yaml = to_yaml(options);
  EXPECT_EQ(to_yaml(parsed(yaml)), yaml);
  EXPECT_EQ(parsed(yaml).phase.rate, options.phase.rate);
  EXPECT_EQ(parsed(yaml).augmentation, options.augmentation);
  EXPECT_EQ(parsed(yaml).layers, options.layers);
  EXPECT_NE(to_yaml(TrainOptions()), yaml);
}

TEST(train_options, as_yaml_do_not_tell_where_files_lie) {
  TrainOptions options;
  options.output = "here.onnx";
  options.checkpoint_minutes = 77;
  EXPECT_EQ(to_yaml(options), to_yaml(TrainOptions()));
}

TEST(train_options, settings_reach_every_key) {
  TrainOptions options;
  for (const char* setting : {"phase.epochs=30", "precisions=8,4", "augmentation.flip=false",
                              "step_rate.2=0.25", "mixtures=none", "seed=3"}) {
    apply_setting(setting, options);
  }
  EXPECT_EQ(options.phase.epochs, 30);
  EXPECT_EQ(options.precisions, (std::vector<int>{8, 4}));
  EXPECT_FALSE(options.augmentation.flip);
  EXPECT_EQ(options.step_rate.at(2), 0.25);
  EXPECT_EQ(options.mixtures, Mixtures::none);
  EXPECT_EQ(options.seed, 3U);
  const auto error = [&](const char* setting) {
    return error_of([&] { apply_setting(setting, options); });
  };
  EXPECT_TRUE(contains(error("phase.epoch=1"), "unknown key 'epoch' in 'phase'"));
  EXPECT_TRUE(contains(error("phase.epochs=x"), "setting phase.epochs=x"));
  EXPECT_TRUE(contains(error("phase=1"), "'phase' must hold keys"));
  EXPECT_TRUE(contains(error("epochs"), "must be KEY=VALUE"));
  EXPECT_TRUE(contains(error("=1"), "must be KEY=VALUE"));
}

TEST(train_options, a_teacher_goes_with_its_distillation) {
  TrainOptions options;
  options.teacher = "float.onnx";
  const auto error = [&] { return error_of([&] { check(options); }); };
  EXPECT_TRUE(contains(error(), "'teacher' and 'distillation: teacher' belong together"))
      << error();
  options.distillation = Distillation::teacher;
  EXPECT_EQ(error(), "");
}

TEST(train_options, precisions_descend) {
  EXPECT_EQ(parse_precisions("8,6, 4,3,2"), (std::vector<int>{8, 6, 4, 3, 2}));
  EXPECT_EQ(parse_precisions("2"), (std::vector<int>{2}));
  for (const char* text : {"", "8,", "8,8", "2,4", "9", "1", "16,8", "8;4", "x"}) {
    EXPECT_TRUE(contains(error_of([&] { parse_precisions(text); }), "widths of 2 to 8")) << text;
  }
}

TEST(train_options, out_of_range_are_all_told) {
  EXPECT_EQ(error_of([] { check({}); }), "");
  TrainOptions options;
  options.batch = 100;
  options.phase.epochs = -1;
  options.precisions = {4, 8};
  options.first_last_bits = 1;
  options.step_rate[4] = -2;
  options.step_rate[16] = 1;
  options.hold_out = std::numeric_limits<double>::quiet_NaN();
  const std::string error = error_of([&] { check(options); });
  EXPECT_TRUE(contains(error, "'batch', which is 100, must be a multiple")) << error;
  EXPECT_TRUE(contains(error, "'phase.epochs' is -1; it must be a number from 0"));
  EXPECT_TRUE(contains(error, "'precisions' must be widths of 2 to 8"));
  EXPECT_TRUE(contains(error, "'first_last_bits' is 1"));
  EXPECT_TRUE(contains(error, "'step_rate.4' is -2"));
  EXPECT_TRUE(contains(error, "'step_rate.bits' is 16"));
  EXPECT_TRUE(contains(error, "'hold_out' is nan"));
  options = {};
  options.precisions = {4, 2};
  options.storage = precision::WeightStorage::nested;
  EXPECT_TRUE(contains(error_of([&] { check(options); }), "must begin with 8"));
}

// The YAML block of docs/training.md.
std::string documented() {
  const auto bytes = data::read_file("docs/training.md");
  const std::string text(bytes.begin(), bytes.end());
  const auto begin = text.find("```yaml\n") + 8;
  return text.substr(begin, text.find("```", begin) - begin);
}

TEST(train_options, are_documented_with_their_defaults) {
  const TrainOptions defaults;
  const std::string yaml = documented();
  EXPECT_EQ(to_yaml(parsed(yaml)), to_yaml(defaults));
  EXPECT_EQ(parsed(yaml).checkpoint_minutes, defaults.checkpoint_minutes);
  EXPECT_EQ(parsed(yaml).device, defaults.device);
  TrainOptions all;
  for (std::string* text : {&all.arch, &all.input_size, &all.normalize}) *text = "x";
  std::istringstream lines(to_yaml(all) + "model:\ndata:\noutput:\nfrom:\nlog:\n");
  for (std::string line; std::getline(lines, line);) {
    const std::string key = line.substr(0, line.find(':') + 1);
    const bool stated = contains("\n" + yaml, "\n" + key) || contains(yaml, "\n# " + key) ||
                        yaml.starts_with("# " + key);
    EXPECT_TRUE(stated) << "docs/training.md does not have the key " << key;
  }
}

}  // namespace
}  // namespace requant::train
