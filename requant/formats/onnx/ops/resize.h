// Which elements a resize of one dimension takes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace requant::formats::onnx {

// A dimension of a Resize: from `in` to `out` elements (source: ONNX Resize).
struct ResizedDimension {
  std::int64_t in;
  std::int64_t out;
};

// Whether nearest neighbours by the file's rules are those of the graph's op with these flags.
bool same_neighbours(const ResizedDimension& dimension, const std::string& transformation,
                     const std::string& nearest_mode, bool align_corners, bool half_pixel_centers);

}  // namespace requant::formats::onnx
