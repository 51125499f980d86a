// What is computed with SIMD instructions, compiled once for each instruction set.
//
// Channels go in panels of panel_channels = 2 L, L the int32 lanes of a vector. A panel is two
// vectors, and lane_channel says which channel each lane holds: the order in which packing two
// vectors of int32 into one of int16, block of 128 bits by block, gives channels in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace requant::exec::fast {

// How accumulators become stored values. All kinds but `scalar` are proven equal to the reference
// for the channels of their panel before they are used (stage.h).
enum class StageKind : std::uint8_t {
  real,         // round(acc * factor + offset) in float32, ties to even
  signed_real,  // the same, with the offset negative for negative accumulators
  integer,      // (high half of the product + offset) >> right_shift
  scalar,       // left to the reference's code
};

// A panel's constants, one a lane: the biases, and four values whose meaning depends on the kind.
// real: factor and offset (float32 bits). integer: multiplier, offset for accumulators >= 0, what a
// negative accumulator adds to it, right_shift.
inline constexpr std::size_t kStageRows = 5;

enum class Stored : std::uint8_t { uint8, int8, int16, int32 };

struct StageView {
  const std::int32_t* rows;  // kStageRows * panel_channels a panel
  const StageKind* kinds;    // one a panel
  std::int32_t zero_point;
  std::int32_t min;  // of stored values
  std::int32_t max;
  Stored type;  // of the output; int32: accumulators are written as they are (kind scalar)
};

// output[r][c] = stage(bias[c] + sum over segments s and pairs p of the products of
// rows[r][segments[s] + 2p + {0, 1}] with the weights of c).
struct GemmTask {
  const std::int16_t* const* rows;
  std::size_t row_count;
  const std::ptrdiff_t* segments;
  std::size_t segment_count;
  std::size_t segment_pairs;
  const std::int16_t* weights;  // [panel][segment][pair][vector][lane][2]
  StageView stage;
  std::size_t channels;
  std::byte* output;          // of row 0
  std::size_t output_stride;  // elements from row to row
};

// output[x][c] = stage(bias[c] + sum over taps t of input[x * step + taps[t] + c] * weights[t][c]).
struct DepthwiseTask {
  const std::int16_t* input;
  std::ptrdiff_t step;         // elements from one output position's window to the next
  const std::ptrdiff_t* taps;  // 2 * tap_pairs
  std::size_t tap_pairs;
  const std::int16_t* weights;  // [panel][pair][vector][lane][2]
  StageView stage;
  std::size_t channels;
  std::size_t positions;
  std::byte* output;  // positions one after the other
};

// output[i] = stored value of x[i] * x_factor + y[i] * y_factor + offset, or, for a product, of
// x[i] * y[i] * x_factor + offset, in float32, where x[i] and y[i] are differences from their zero
// points; rounded to nearest, ties to even. All are of the type stored.type, of 8 bits.
struct BinaryTask {
  const std::byte* x;
  const std::byte* y;
  std::int16_t x_zero_point;
  std::int16_t y_zero_point;
  bool product;
  float x_factor;
  float y_factor;
  float offset;
  StageView stored;  // its zero point, range and type
  std::size_t count;
  std::byte* output;
};

struct Compute {
  std::int64_t target;  // of Highway
  std::size_t panel_channels;
  // values[i] = input[i] - zero_point, for `count` elements of the type (not int32).
  void (*widen)(Stored type, const std::byte* input, std::size_t count, std::int16_t zero_point,
                std::int16_t* values);
  void (*gemm)(const GemmTask& task);
  void (*depthwise)(const DepthwiseTask& task);
  void (*binary)(const BinaryTask& task);
  // Stored values of `panels` times panel_channels accumulators in the order of lanes (biases are
  // not added), all by the first panel of the stage.
  void (*apply_stage)(const StageView& stage, const std::int32_t* accumulators, std::size_t panels,
                      std::byte* output);
};

// Of the instruction set in use (target.h).
const Compute& compute();

// Highway's ids of the instruction sets that are compiled and that the machine has, the best first.
std::vector<std::int64_t> supported_targets();

// The channel within its panel that a lane of vector 0 or 1 holds.
constexpr std::size_t lane_channel(std::size_t vector, std::size_t lane) {
  return lane / 4 * 8 + vector * 4 + lane % 4;
}

}  // namespace requant::exec::fast
