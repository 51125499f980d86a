// What a training draws at random. Each draw is a function of the user's seed, of its purpose and
// of its place (epoch, image), so that neither threads, processes nor a resume change it.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "requant/base/random.h"

namespace requant::data {

// The purposes, as parts of mixed_seed.
inline constexpr std::uint64_t kHoldOutStream = 1;
inline constexpr std::uint64_t kOrderStream = 2;
inline constexpr std::uint64_t kAugmentStream = 3;

// A uniform permutation of the elements (Fisher and Yates).
template <typename T>
void shuffle(std::vector<T>& elements, Random& random) {
  for (std::size_t i = elements.size(); i > 1; --i) {
    const auto other = random.integer(0, static_cast<std::int64_t>(i) - 1);
    std::swap(elements[i - 1], elements[static_cast<std::size_t>(other)]);
  }
}

}  // namespace requant::data
