#pragma once

namespace requant {

// The same elements in another shape: that of the output tensor. Stands for reshape, squeeze,
// expand_dims and flatten of the formats.
struct Reshape {
  enum class Spelling { reshape, squeeze, expand_dims };
  Spelling spelling = Spelling::reshape;  // how the source wrote it
  friend bool operator==(const Reshape&, const Reshape&) = default;
};

}  // namespace requant
