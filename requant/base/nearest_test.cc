#include "requant/base/nearest.h"

#include <gtest/gtest.h>

namespace requant {
namespace {

const std::vector<std::string> kWords{"rounding", "granularity", "types"};

TEST(Nearest, FindsASlipOfTheFingers) {
  EXPECT_EQ(nearest("granularty", kWords), "granularity");
  EXPECT_EQ(nearest("roundnig", kWords), "rounding");
  EXPECT_EQ(nearest("type", kWords), "types");
}

TEST(Nearest, IsSilentWhereNothingIsNear) {
  EXPECT_EQ(nearest("scale", kWords), "");
  EXPECT_EQ(nearest(std::string(100000, 'x'), kWords), "");
}

TEST(Suggestion, NamesTheNearestOrAll) {
  EXPECT_EQ(suggestion("typse", kWords), "; did you mean 'types'?");
  EXPECT_EQ(suggestion("scale", kWords), "; use one of rounding, granularity, types");
}

}  // namespace
}  // namespace requant
