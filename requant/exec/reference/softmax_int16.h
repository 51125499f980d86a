// Softmax on 16 bits in TFLite's table arithmetic.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>

#include "requant/arith/rescale.h"

namespace requant::exec::reference {

// exp and 1 / (1 + x) by tables of 513 entries with interpolation (source: SoftmaxInt16 in
// tensorflow lite/kernels/internal/reference/softmax.h, LUTPopulateInt16 and LUTLookup in
// lite/kernels/internal/common.h).
class SoftmaxInt16 {
 public:
  SoftmaxInt16(float beta, float input_scale);
  // One row; stored outputs have scale 1/32768.
  void operator()(std::span<const std::int32_t> values, std::span<std::int32_t> stored) const;

 private:
  // A function of int16 as 512 linear pieces.
  class Table {
   public:
    Table(double input_scale, std::int64_t input_zero_point,
          const std::function<double(double)>& function);
    std::int64_t operator()(std::int64_t value) const;  // saturates value to int16

   private:
    std::array<std::int64_t, 513> values_{};
  };

  std::int64_t exponential(std::int64_t difference) const;

  arith::Rescale rescale_;
  Table exp_;
  Table one_over_one_plus_;
};

}  // namespace requant::exec::reference
