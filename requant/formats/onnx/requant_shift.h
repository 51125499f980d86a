// RequantShift nodes, by which integer networks of PULP's tools (NEMO, quantlib, Deeploy) scale
// their accumulators: y = clip(floor((x mul + add) / div)).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "requant/formats/onnx/grid.h"

namespace requant::formats::onnx {

struct RequantShift {
  int node = -1;
  std::string output;
  std::int64_t low = 0;  // the integers that come out, both ends included
  std::int64_t high = 0;
  std::vector<double> factor;         // mul / div, of each channel or of all
  std::vector<std::int64_t> summand;  // add / mul
};

bool is_requant_shift(const proto::NodeProto& node);
// Throws Error where its parameters are no constants or need a rounding that integers cannot give.
RequantShift read_requant_shift(const Source& source, int index);
// The RequantShift that is the only reader of a value.
std::optional<RequantShift> find_requant_shift(const Source& source, const std::string& value);

}  // namespace requant::formats::onnx
