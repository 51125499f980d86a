// Reproducible random numbers: the same seed gives the same values on every platform.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace requant {

// xoshiro256** seeded by SplitMix64 (Blackman and Vigna, "Scrambled linear pseudorandom number
// generators", ACM TOMS 2021).
class Random {
 public:
  explicit Random(std::uint64_t seed);

  std::uint64_t bits();
  // Uniform in [low, high], both ends included; low <= high.
  std::int64_t integer(std::int64_t low, std::int64_t high);
  // Uniform in [0, 1).
  double uniform();
  // Mean 0, standard deviation 1.
  double normal();

 private:
  std::uint64_t state_[4];
};

// A seed made of several numbers in their order (a user's seed, a purpose, an epoch, an index), so
// that what is drawn for one purpose at one place depends on nothing else.
std::uint64_t mixed_seed(std::initializer_list<std::uint64_t> parts);

}  // namespace requant
