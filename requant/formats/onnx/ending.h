// What becomes of a result in floating point until it is quantized.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "requant/formats/onnx/grid.h"
#include "requant/formats/onnx/source.h"

namespace requant::formats::onnx {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Ending {
  Grid grid;
  // The clamp before it in real units, and the stored values beyond which it does not go.
  double low = -kInfinity;
  double high = kInfinity;
  std::int64_t stored_low = std::numeric_limits<std::int64_t>::min();
  std::int64_t stored_high = std::numeric_limits<std::int64_t>::max();
  // A linear function before the clamp, y = gain x + offset, of each channel or of all.
  std::vector<double> gain{1};
  std::vector<double> offset{0};
  std::vector<std::string> names;  // of the quantized value; the first is that of its tensor
  bool dequantized = false;        // they stand for the real value
  std::vector<int> nodes;          // that are read with it

  // The stored values that come out, both ends included.
  std::pair<std::int64_t, std::int64_t> stored_range() const;
};

// Follows the value through Relu, Clip and the like to the QuantizeLinear or Quant that all its
// readers are; nothing, where it is used otherwise, too. Where `channel_from_end` is not 0, also
// through batch normalization and constants that are multiplied or added, which have one value, or
// one for each channel; channels are that dimension, counted from the last, which is 1.
std::optional<Ending> find_ending(const Source& source, const std::string& value,
                                  int channel_from_end);

}  // namespace requant::formats::onnx
