#include "requant/search/front.h"

#include <gtest/gtest.h>

#include <fstream>

#include "requant/base/error.h"
#include "requant/base/test_folder.h"

namespace requant::search {
namespace {

Front made_up_front(const std::filesystem::path& folder) {
  Front front;
  front.network = (folder / "net.onnx").string();
  front.target_name = "t";
  front.target_yaml = "name: \"t\"\n";
  front.objective = "latency";
  front.score_name = "top-1";
  front.score_unit = "%";
  front.how = "measured";
  front.verified_by = "measured again";
  front.seed = 0xffffffffffffffffULL;
  front.evaluations = 12;
  front.seconds = 1.5;
  front.layers = {"a", "b"};
  front.points = {{{{{2, 4}, {8, 8}}}, 90.25, {100, 2.5, 30}, 89.5},
                  {{{{8, 8}, {8, 8}}}, 92, {1, 2, 3}, {}}};
  front.references = {{"8 bits", front.points[1]}};
  front.others = {{{{{2, 2}, {8, 8}}}, 80, {120, 3, 31}, {}}};
  front.history = {{12, 0.75, {{100, 90.25}, {200, 92}}}};
  return front;
}

std::string fault_of(const std::filesystem::path& path) {
  try {
    read_front(path);
  } catch (const Error& error) {
    return error.what();
  }
  return "no fault";
}

TEST(Front, is_read_as_it_was_written_also_from_elsewhere) {
  const TestFolder folder;
  std::filesystem::create_directories(folder.path() / "out");
  const std::filesystem::path path = folder.path() / "out" / "front.json";
  const Front front = made_up_front(folder.path());
  write_front(front, path);
  const Front read = read_front(path);
  EXPECT_EQ(std::filesystem::weakly_canonical(read.network),
            std::filesystem::weakly_canonical(front.network));
  EXPECT_EQ(read.target_yaml, front.target_yaml);
  EXPECT_EQ(read.seed, front.seed);
  EXPECT_EQ(read.layers, front.layers);
  ASSERT_EQ(read.points.size(), 2U);
  EXPECT_EQ(read.points[0].assignment, front.points[0].assignment);
  EXPECT_EQ(read.points[0].score, 90.25);
  EXPECT_EQ(read.points[0].costs.energy, 2.5);
  EXPECT_EQ(read.points[0].verified, 89.5);
  EXPECT_EQ(read.points[1].verified, std::nullopt);
  EXPECT_EQ(read.verified_by, "measured again");
  ASSERT_EQ(read.others.size(), 1U);
  EXPECT_EQ(read.others[0].assignment, front.others[0].assignment);
  EXPECT_EQ(read.references[0].name, "8 bits");
  EXPECT_EQ(read.history[0].front, front.history[0].front);
  EXPECT_EQ(&point_at(read, 1, "f"), &read.points[1]);
}

TEST(Front, faults_are_one_sentence) {
  const TestFolder folder;
  const std::filesystem::path path = folder.path() / "front.json";
  EXPECT_NE(fault_of(path).find("cannot be opened"), std::string::npos);
  std::ofstream(path) << "{}";
  EXPECT_NE(fault_of(path).find("it is no front of a search"), std::string::npos);
  Front front = made_up_front(folder.path());
  front.layers.pop_back();
  write_front(front, path);
  EXPECT_NE(fault_of(path).find("one width for each of the 1 layers"), std::string::npos);
  try {
    point_at(front, 2, "f.json");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "f.json: there is no point 2; its points are 0 to 1");
  }
}

}  // namespace
}  // namespace requant::search
