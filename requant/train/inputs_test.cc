#include "requant/train/inputs.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "requant/base/test_folder.h"
#include "requant/data/file.h"
#include "requant/train/log.h"

namespace requant::train {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Two images of 6 x 4, of the classes 0 and 2.
TrainOptions options_of(const TestFolder& folder) {
  data::FileBytes images{0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 6, 0, 0, 0, 4};
  images.resize(16 + 2 * 24);
  folder.write("train-images-idx3-ubyte", images);
  folder.write("train-labels-idx1-ubyte", data::FileBytes{0, 0, 8, 1, 0, 0, 0, 2, 0, 2});
  TrainOptions options;
  options.arch = "resnet8";
  options.data = "idx:" + folder.path().string();
  return options;
}

TEST(train_inputs, a_new_network_fits_the_data) {
  const TestFolder folder;
  TrainOptions options = options_of(folder);
  const auto data = open_data(options, std::nullopt);
  const Model model = new_model(options, data);
  EXPECT_EQ(model.graph.tensor(model.graph.inputs[0]).shape, (Shape{1, 6, 4, 1}));
  EXPECT_EQ(model.graph.tensor(model.graph.outputs[0]).shape, (Shape{1, 3}));
}

TEST(train_inputs, images_get_the_size_of_the_network) {
  const TestFolder folder;
  TrainOptions options = options_of(folder);
  options.input_size = "8x16x3";
  const auto resized = open_data(options, std::nullopt);
  EXPECT_EQ(resized.images->size, (data::ImageSize{8, 16, 3}));
  const Model model = new_model(options, resized);
  options.input_size.clear();
  EXPECT_EQ(open_data(options, model).images->size, resized.images->size);
  for (const char* text : {"8", "8x8", "8x8x", "8x8x3x", "0x8x3", "-8x8x3", "8x8x3 ", "axbxc"}) {
    options.input_size = text;
    EXPECT_TRUE(contains(error_of([&] { open_data(options, std::nullopt); }), "HEIGHTxWIDTH"))
        << text;
  }
}

TEST(train_inputs, what_is_missing_is_told_at_once) {
  TrainOptions options;
  std::string error = error_of([&] { check_places(options); });
  EXPECT_TRUE(contains(error, "--model FILE or --arch NAME")) << error;
  EXPECT_TRUE(contains(error, "give --data"));
  EXPECT_TRUE(contains(error, "give --output"));
  options.model = "a.onnx";
  options.arch = "resnet21";
  options.input_size = "1x1x1";
  error = error_of([&] { check_places(options); });
  EXPECT_TRUE(contains(error, "exclude each other"));
  EXPECT_TRUE(contains(error, "no architecture 'resnet21'; did you mean 'resnet20'?"));
  EXPECT_TRUE(contains(error, "'input_size' goes with --arch"));
}

std::vector<nlohmann::json> lines_of(const std::filesystem::path& path) {
  std::ifstream stream(path);
  std::vector<nlohmann::json> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

TrainProgress progress_of(std::int64_t step) {
  TrainProgress progress;
  progress.phase = "precisions";
  progress.step = step;
  progress.steps = 20;
  progress.losses = {{"8", 0.5}, {"mixture", std::numeric_limits<double>::quiet_NaN()}};
  return progress;
}

TEST(train_log, has_a_line_for_each_epoch_and_every_tenth_step) {
  const TestFolder folder;
  const auto path = folder.path() / "log.jsonl";
  const TrainOptions options = options_of(folder);
  TrainLog log(path, false);
  log.start(options, open_data(options, std::nullopt));
  for (std::int64_t step = 1; step < 20; ++step) log.progress(progress_of(step));
  TrainProgress epoch = progress_of(20);
  epoch.top1 = {{"8", 91.5}};
  log.progress(epoch);
  log.end(true);
  const auto lines = lines_of(path);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0]["event"], "start");
  EXPECT_EQ(lines[0]["images"], 2);
  EXPECT_EQ(lines[1]["event"], "step");
  EXPECT_EQ(lines[1]["step"], 10);
  EXPECT_EQ(lines[1]["losses"]["8"], 0.5);
  EXPECT_TRUE(lines[1]["losses"]["mixture"].is_null());
  EXPECT_EQ(lines[2]["event"], "epoch");
  EXPECT_EQ(lines[2]["top1"]["8"], 91.5);
  EXPECT_EQ(lines[3]["finished"], true);
}

TEST(train_log, goes_on_behind_what_is_there) {
  const TestFolder folder;
  const auto path = folder.path() / "log.jsonl";
  TrainLog(path, false).end(false);
  TrainLog(path, true).end(true);
  EXPECT_EQ(lines_of(path).size(), 2U);
  TrainLog(path, false).end(true);
  EXPECT_EQ(lines_of(path).size(), 1U);
  EXPECT_TRUE(contains(error_of([&] { TrainLog(folder.path() / "no" / "log", false); }), "no/log"));
}

}  // namespace
}  // namespace requant::train
