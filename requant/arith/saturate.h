// Ranges of integer types of any width, and saturation to them.
#pragma once

#include <algorithm>
#include <cstdint>

namespace requant::arith {

// An integer type of 1 to 64 bits, two's complement where signed.
struct IntegerType {
  int bits = 8;
  bool is_signed = true;

  constexpr std::int64_t min() const {
    if (!is_signed) return 0;
    return bits == 64 ? INT64_MIN : -(std::int64_t{1} << (bits - 1));
  }
  constexpr std::int64_t max() const {
    if (bits == 64) return INT64_MAX;  // unsigned 64 bit values above that are not used here
    return is_signed ? (std::int64_t{1} << (bits - 1)) - 1 : (std::int64_t{1} << bits) - 1;
  }
  constexpr bool contains(std::int64_t value) const { return value >= min() && value <= max(); }
  constexpr std::int64_t saturate(std::int64_t value) const {
    return std::clamp(value, min(), max());
  }
  // The value modulo 2^bits, as an overflowing register holds it.
  constexpr std::int64_t wrap(std::int64_t value) const {
    if (bits == 64) return value;
    const auto shift = 64 - bits;
    const auto up = static_cast<std::int64_t>(static_cast<std::uint64_t>(value) << shift);
    return is_signed ? up >> shift
                     : static_cast<std::int64_t>(static_cast<std::uint64_t>(up) >> shift);
  }
  friend constexpr bool operator==(const IntegerType&, const IntegerType&) = default;
};

}  // namespace requant::arith
