#include <gtest/gtest.h>

#include "requant/data/dataset.h"
#include "requant/data/test_files.h"

namespace requant::data {
namespace {

const FileBytes kPng = encode_png(test_image(4, 4, 3));

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(folder, without_labels_lists_images_by_name) {
  const TestFolder folder;
  for (const char* name : {"b.PNG", "a.Jpeg", "c.jpg", "note.txt"}) folder.write(name, kPng);
  const auto data = open_dataset(folder.path().string());
  ASSERT_EQ(data->size(), 3U);
  EXPECT_FALSE(data->labelled());
  EXPECT_EQ(data->sample(0).name, "a.Jpeg");  // a PNG by content
  EXPECT_EQ(data->sample(1).name, "b.PNG");
  EXPECT_TRUE(contains(data->description(), "3 images, no labels"));
}

TEST(folder, reads_labels_csv) {
  const TestFolder folder;
  for (const char* name : {"a.png", "b.png"}) folder.write(name, kPng);
  for (const char* header : {"file,label0,wnid", "file,label",
                             "\xef\xbb\xbf"
                             "file,label0"}) {
    folder.write("labels.csv", std::string(header) + "\r\nb.png,3,n01\r\n\na.png, 17\n");
    const auto data = open_dataset(folder.path().string());
    EXPECT_EQ(data->label(0), 17);
    EXPECT_EQ(data->label(1), 3);
    EXPECT_TRUE(contains(data->description(), "2 images, 2 classes in labels.csv"));
  }
}

TEST(folder, lists_every_fault_of_labels_csv_with_its_line) {
  const TestFolder folder;
  for (const char* name : {"a.png", "b.png", "c.png"}) folder.write(name, kPng);
  folder.write("labels.csv", "image,class\na.png,1\na.png,2\nx.png,0\nb.png,cat\n");
  const std::string error = error_of([&] { open_dataset(folder.path().string()); });
  EXPECT_TRUE(contains(error, "labels.csv: 5 problems:")) << error;
  EXPECT_TRUE(contains(error, "line 1: the header row"));
  EXPECT_TRUE(contains(error, "line 3: 'a.png' has a row already, in line 2"));
  EXPECT_TRUE(contains(error, "line 4: there is no image 'x.png'"));
  EXPECT_TRUE(contains(error, "line 5: the label 'cat'"));
  EXPECT_TRUE(contains(error, "the image 'c.png' has no row"));
}

TEST(folder, refuses_labels_that_are_no_class_numbers) {
  const TestFolder folder;
  folder.write("a.png", kPng);
  for (const char* label : {"-1", "1.5", "", "99999999999999999999", "1 2"}) {
    folder.write("labels.csv", std::string("file,label0\na.png,") + label + "\n");
    EXPECT_TRUE(contains(error_of([&] { open_dataset(folder.path().string()); }), "line 2"))
        << label;
  }
}

TEST(folder, takes_a_folder_a_class) {
  const TestFolder folder;
  for (const char* name : {"dog/2.png", "cat/1.png", "cat/3.png", ".hidden/4.png"}) {
    folder.write(name, kPng);
  }
  const auto data = open_dataset(folder.path().string());
  ASSERT_EQ(data->size(), 3U);
  EXPECT_EQ(data->label(0), 0);
  EXPECT_EQ(data->label(2), 1);
  EXPECT_EQ(data->sample(2).name, "2.png");
}

TEST(folder, names_class_folders_without_images) {
  const TestFolder folder;
  folder.write("cat/1.png", kPng);
  folder.write("dog/readme.txt", "none");
  EXPECT_TRUE(contains(error_of([&] { open_dataset(folder.path().string()); }), "'dog'"));
}

TEST(folder, refuses_what_is_no_data) {
  const TestFolder folder;
  EXPECT_TRUE(contains(error_of([&] { open_dataset(folder.path().string()); }), "no images"));
  EXPECT_TRUE(contains(error_of([&] { open_dataset("/nowhere"); }), "'/nowhere' is not a folder"));
}

TEST(folder, names_the_image_that_cannot_be_read) {
  const TestFolder folder;
  folder.write("bad.jpg", "text");
  const auto data = open_dataset(folder.path().string());
  EXPECT_TRUE(contains(error_of([&] { data->sample(0); }), "bad.jpg"));
}

}  // namespace
}  // namespace requant::data
