#include "requant/exec/reference/float_functions.h"

#include <gtest/gtest.h>

#include <cmath>

namespace requant::exec::reference {
namespace {

// Values that ONNX Runtime 1.32 puts out for these inputs of Sigmoid, Tanh and HardSwish on x86-64.
struct Row {
  float x;
  float logistic;
  float tanh;
  float hard_swish;
};
constexpr Row kRows[] = {
    {-0x1.e00000p+4F, 0x0.0p+0F, -0x1.000000p+0F, -0x0.0p+0F},
    {-0x1.280000p+4F, 0x0.0p+0F, -0x1.000000p+0F, -0x0.0p+0F},
    {-0x1.280000p+3F, 0x1.930000p-14F, -0x1.000000p+0F, -0x0.0p+0F},
    {-0x1.800000p+1F, 0x1.848340p-5F, -0x1.fd77d0p-1F, -0x0.0p+0F},
    {-0x1.7fdf3cp+1F, 0x1.84e200p-5F, -0x1.fd7684p-1F, -0x1.0609a2p-11F},
    {-0x1.b33334p+0F, 0x1.3c5848p-3F, -0x1.deedf0p-1F, -0x1.792c5ep-2F},
    {-0x1.7645a2p-1F, 0x1.4cc654p-2F, -0x1.3f5290p-1F, -0x1.1b130cp-2F},
    {-0x1.99999ap-4F, 0x1.e66bdcp-2F, -0x1.983d76p-4F, -0x1.8bf258p-5F},
    {-0x1.0624dep-10F, 0x1.ffbe76p-2F, -0x1.0624d6p-10F, -0x1.060e80p-11F},
    {0x0.0p+0F, 0x1.000000p-1F, 0x0.0p+0F, 0x0.0p+0F},
    {0x1.0624dep-10F, 0x1.0020c4p-1F, 0x1.0624d6p-10F, 0x1.063b3cp-11F},
    {0x1.f9adbcp-4F, 0x1.0fc84cp-1F, 0x1.f72006p-4F, 0x1.073e86p-4F},
    {0x1.000000p-1F, 0x1.3eb2fcp-1F, 0x1.d9353ep-2F, 0x1.2aaaaap-2F},
    {0x1.8a3d70p-1F, 0x1.5df672p-1F, 0x1.4b3a58p-1F, 0x1.ef6da2p-2F},
    {0x1.4cccccp+0F, 0x1.9258f4p-1F, 0x1.b933c8p-1F, 0x1.dd036ap-1F},
    {0x1.5bf09ap+1F, 0x1.e04e38p-1F, 0x1.fb8f74p-1F, 0x1.4b9a58p+1F},
    {0x1.8cccccp+1F, 0x1.e9edd8p-1F, 0x1.fded12p-1F, 0x1.8cccccp+1F},
    {0x1.600000p+2F, 0x1.fdea84p-1F, 0x1.fffba0p-1F, 0x1.600000p+2F},
    {0x1.1fae14p+3F, 0x1.ffefaap-1F, 0x1.000000p+0F, 0x1.1fae14p+3F},
    {0x1.300000p+3F, 0x1.fff630p-1F, 0x1.000000p+0F, 0x1.300000p+3F},
    {0x1.300000p+4F, 0x1.000000p+0F, 0x1.000000p+0F, 0x1.300000p+4F},
};

TEST(FloatFunctions, GiveTheBitsOfOnnxRuntime) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.x);
    EXPECT_EQ(logistic_float(row.x), row.logistic);
    EXPECT_EQ(tanh_float(row.x), row.tanh);
    EXPECT_EQ(hard_swish_float(row.x), row.hard_swish);
  }
}

TEST(FloatFunctions, AreOddAroundTheirCentre) {
  for (float x = -20; x <= 20; x += 0.37F) {
    EXPECT_EQ(tanh_float(-x), -tanh_float(x)) << x;
    EXPECT_NEAR(logistic_float(x) + logistic_float(-x), 1.0F, 1e-6F) << x;  // rounding of 1 - p
  }
}

}  // namespace
}  // namespace requant::exec::reference
