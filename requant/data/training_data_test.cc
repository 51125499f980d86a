#include "requant/data/training_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "requant/data/test_files.h"

namespace requant::data {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Records of one pixel value each, the label's number times ten.
FileBytes records(const std::vector<std::uint8_t>& labels) {
  FileBytes result;
  for (const auto label : labels) {
    result.push_back(label);
    result.insert(result.end(), 3072, static_cast<std::uint8_t>(10 * label));
  }
  return result;
}

TEST(training_data, of_cifar10_is_the_training_batches_in_order) {
  const TestFolder folder;
  folder.write("test_batch.bin", records({9}));
  folder.write("data_batch_2.bin.xz", pack_xz(records({3})));
  folder.write("data_batch_1.bin", records({1, 2}));
  const std::string spec = "cifar10:" + folder.path().string();
  const auto data = open_training_data(spec);
  EXPECT_EQ(data.images->labels, (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(data.images->size, (ImageSize{32, 32, 3}));
  EXPECT_EQ(data.images->image(2)[3071], 30);
  EXPECT_EQ(data.classes, 10);
  EXPECT_EQ(data.class_names.at(9), "truck");
  EXPECT_EQ(open_training_data(spec, Subset::test).images->labels, (std::vector<std::int64_t>{9}));
}

TEST(training_data, is_never_the_test_set_where_there_is_no_training_set) {
  const TestFolder folder;
  folder.write("test_batch.bin", records({9}));
  folder.write("t10k-images-idx3-ubyte",
               FileBytes{0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0});
  const std::string path = folder.path().string();
  EXPECT_TRUE(contains(error_of([&] { open_training_data("cifar10:" + path); }), "data_batch_1"));
  EXPECT_TRUE(contains(error_of([&] { open_training_data("idx:" + path); }), "train-images-idx3"));
}

TEST(training_data, of_idx_needs_labels) {
  const TestFolder folder;
  folder.write("train-images-idx3-ubyte",
               FileBytes{0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 5, 6, 7, 8});
  const std::string spec = "idx:" + folder.path().string();
  EXPECT_TRUE(contains(error_of([&] { open_training_data(spec); }), "no labels"));
  folder.write("train-labels-idx1-ubyte", FileBytes{0, 0, 8, 1, 0, 0, 0, 2, 1, 6});
  const auto data = open_training_data(spec);
  EXPECT_EQ(data.images->pixels, (std::vector<std::uint8_t>{5, 6, 7, 8}));
  EXPECT_EQ(data.images->size, (ImageSize{1, 2, 1}));
  EXPECT_EQ(data.label(1), 6);
  EXPECT_EQ(data.classes, 7);
}

// Folders train and val with the classes cat and dog.
void write_images(const TestFolder& folder) {
  for (const char* set : {"train", "val"}) {
    for (const char* animal : {"cat", "dog"}) {
      std::filesystem::create_directories(folder.path() / set / animal);
    }
  }
  folder.write("train/cat/a.png", encode_png(test_image(8, 8, 3)));
  folder.write("train/dog/b.png", encode_png(test_image(12, 20, 3)));
  folder.write("val/cat/c.png", encode_png(test_image(8, 8, 3)));
  folder.write("val/dog/d.png", encode_png(test_image(8, 8, 3)));
  folder.write("val/dog/e.png", encode_png(test_image(8, 8, 3)));
}

TEST(training_data, of_a_folder_is_resized_to_the_input) {
  const TestFolder folder;
  write_images(folder);
  const std::string spec = "images:" + folder.path().string();
  const auto data = open_training_data(spec, Subset::train, ImageSize{8, 8, 1});
  EXPECT_EQ(data.images->pixels.size(), 2U * 8 * 8);
  EXPECT_EQ(data.class_names, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_EQ(open_dataset(spec)->size(), 3U);  // val
  EXPECT_TRUE(
      contains(error_of([&] { open_training_data(spec); }), "image 1 has the size 12x20x3"));
}

TEST(training_data, of_folders_with_other_classes_is_refused) {
  const TestFolder folder;
  write_images(folder);
  const std::string spec = "images:" + folder.path().string();
  std::filesystem::rename(folder.path() / "val" / "dog", folder.path() / "val" / "ape");
  EXPECT_TRUE(contains(error_of([&] { open_dataset(spec); }), "(cat, dog)"));
  std::filesystem::remove_all(folder.path() / "val");
  EXPECT_TRUE(contains(error_of([&] { open_training_data(spec); }), "but not val"));
}

// `counts[c]` images of class c, one pixel each, classes taking turns while they last.
TrainingData counted(const std::vector<std::size_t>& counts) {
  auto images = std::make_shared<LabelledImages>();
  images->size = {1, 1, 1};
  for (std::size_t round = 0; round < *std::max_element(counts.begin(), counts.end()); ++round) {
    for (std::size_t c = 0; c < counts.size(); ++c) {
      if (round < counts[c]) images->labels.push_back(static_cast<std::int64_t>(c));
    }
  }
  images->pixels.resize(images->count());
  TrainingData data{images, {}, static_cast<std::int64_t>(counts.size()), {}, "made up"};
  for (std::uint32_t i = 0; i < images->count(); ++i) data.selection.push_back(i);
  return data;
}

std::map<std::int64_t, int> labels_of(const TrainingData& data) {
  std::map<std::int64_t, int> result;
  for (std::size_t i = 0; i < data.count(); ++i) ++result[data.label(i)];
  return result;
}

TEST(hold_out, takes_each_class_in_proportion) {
  const auto data = counted({50, 30, 20});
  const auto split = hold_out(data, 10, 1);
  EXPECT_EQ(labels_of(split.held_out), (std::map<std::int64_t, int>{{0, 5}, {1, 3}, {2, 2}}));
  // 5.5, 3.3, 2.2: the largest remainder is rounded up.
  EXPECT_EQ(labels_of(hold_out(data, 11, 1).held_out),
            (std::map<std::int64_t, int>{{0, 6}, {1, 3}, {2, 2}}));
  EXPECT_EQ(split.train.count(), 90U);
}

TEST(hold_out, parts_are_disjoint_sorted_and_complete) {
  const auto data = counted({17, 40});
  const auto split = hold_out(data, 23, 5);
  auto all = split.train.selection;
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
  EXPECT_TRUE(std::is_sorted(split.held_out.selection.begin(), split.held_out.selection.end()));
  all.insert(all.end(), split.held_out.selection.begin(), split.held_out.selection.end());
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, data.selection);
}

TEST(hold_out, depends_on_the_seed_alone) {
  const auto data = counted({100, 100});
  EXPECT_EQ(hold_out(data, 20, 7).held_out.selection, hold_out(data, 20, 7).held_out.selection);
  EXPECT_NE(hold_out(data, 20, 7).held_out.selection, hold_out(data, 20, 8).held_out.selection);
}

TEST(hold_out, leaves_something_to_train_on) {
  EXPECT_TRUE(contains(error_of([] { hold_out(counted({3}), 3, 1); }), "hold out fewer"));
}

TEST(limited, takes_the_start) {
  const auto data = limited(counted({10, 10}), 3);
  EXPECT_EQ(data.selection, (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(limited(data, 0).count(), 3U);
  EXPECT_EQ(limited(data, 9).count(), 3U);
}

TEST(training_data, of_the_evaluation_data_is_whole) {
  const char* root = std::getenv("REQUANT_DATA");
  const std::filesystem::path folder =
      std::filesystem::path(root == nullptr ? "../shared/data" : root) / "cifar10";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no " << folder;
  const auto data = open_training_data("cifar10:" + folder.string());
  EXPECT_EQ(data.count(), 50000U);
  for (const auto& [label, count] : labels_of(data)) EXPECT_EQ(count, 5000) << label;
}

TEST(training_data, of_fashion_mnist_is_whole) {
  if (!std::filesystem::exists("/usr/share/datasets/fashion-mnist")) {
    EXPECT_TRUE(contains(error_of([] { open_training_data("fashion-mnist"); }),
                         "apt-get install dataset-fashion-mnist"));
    GTEST_SKIP() << "no package dataset-fashion-mnist";
  }
  const auto data = open_training_data("fashion-mnist");
  EXPECT_EQ(data.count(), 60000U);
  EXPECT_EQ(data.images->size, (ImageSize{28, 28, 1}));
  EXPECT_EQ(data.class_names.size(), 10U);
  EXPECT_EQ(open_dataset("fashion-mnist")->size(), 10000U);
}

}  // namespace
}  // namespace requant::data
