#pragma once

#include "requant/graph/ops/common.h"
#include "requant/graph/ops/infer.h"

namespace requant {

// Maximum over each window; positions outside of the image are left out. Input and output: NHWC
// with the same quantization.
// Constraints: those of infer_pool and window_output.
struct MaxPool2d {
  Window window;                           // dilation 1
  std::array<std::int64_t, 2> size{1, 1};  // height, width of the window
  Activation activation = Activation::none;
  friend bool operator==(const MaxPool2d&, const MaxPool2d&) = default;
};

std::optional<Shape> infer_output(const MaxPool2d& op, NodeCheck& node);

}  // namespace requant
