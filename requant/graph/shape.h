// Shapes. Activations are NHWC; convolution weights are OHWI, depthwise weights 1HWO, fully
// connected weights [out, in] (the layouts of TFLite).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace requant {

// The dimensions of a tensor, outermost first. An empty shape is a scalar. All dimensions of a
// verified graph are > 0.
struct Shape {
  std::vector<std::int64_t> dims;

  Shape() = default;
  Shape(std::initializer_list<std::int64_t> d) : dims(d) {}
  explicit Shape(std::vector<std::int64_t> d) : dims(std::move(d)) {}

  int rank() const { return static_cast<int>(dims.size()); }
  std::int64_t operator[](int i) const { return dims[static_cast<std::size_t>(i)]; }
  std::int64_t& operator[](int i) { return dims[static_cast<std::size_t>(i)]; }
  // The last dimension, 1 for a scalar.
  std::int64_t last() const { return dims.empty() ? 1 : dims.back(); }
  // The number of elements; throws Error on a negative dimension or when it exceeds 2^40.
  std::int64_t count() const;
  // "1x224x224x3", "scalar"
  std::string text() const;

  friend bool operator==(const Shape&, const Shape&) = default;
};

}  // namespace requant
