// How many bits each layer of a network computes with.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace requant::precision {

// The widths that a network can be trained for.
inline constexpr int kMinBits = 2;
inline constexpr int kMaxBits = 8;

// The bits of one layer's weights and of the activation that it reads.
struct Precision {
  int weights = kMaxBits;
  int activations = kMaxBits;

  int bits(bool of_weights) const { return of_weights ? weights : activations; }
  friend auto operator<=>(const Precision&, const Precision&) = default;
};

// By layer, in the order of Plan::layers.
struct PrecisionAssignment {
  std::vector<Precision> layers;

  friend auto operator<=>(const PrecisionAssignment&, const PrecisionAssignment&) = default;
};

// "8/4" for weights of 8 bits and activations of 4; "4" where both are equal.
std::string text(const Precision& precision);
// The same read; nothing where the text is none, or the widths are out of their range.
std::optional<Precision> from_text(std::string_view text);

}  // namespace requant::precision
