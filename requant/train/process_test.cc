#include "requant/train/process.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "requant/base/test_folder.h"

namespace requant::train {
namespace {

// Sets variables of the environment for as long as it lives.
class Environment {
 public:
  Environment(const char* rank, const char* size) {
    setenv("OMPI_COMM_WORLD_RANK", rank, 1);
    setenv("OMPI_COMM_WORLD_SIZE", size, 1);
  }
  ~Environment() {
    unsetenv("OMPI_COMM_WORLD_RANK");
    unsetenv("OMPI_COMM_WORLD_SIZE");
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
};

TEST(process, has_the_place_that_mpirun_gives) {
  EXPECT_EQ(process_place().size, 1);
  const Environment environment("1", "4");
  EXPECT_EQ(process_place().rank, 1);
  EXPECT_EQ(process_place().size, 4);
}

TEST(process, refuses_a_place_that_is_none) {
  for (const auto& [rank, size] : {std::pair{"4", "4"}, {"-1", "4"}, {"x", "4"}, {"0", ""}}) {
    const Environment environment(rank, size);
    EXPECT_NE(error_of([] { process_place(); }).find("no place among processes"), std::string::npos)
        << rank << " of " << size;
  }
}

}  // namespace
}  // namespace requant::train
