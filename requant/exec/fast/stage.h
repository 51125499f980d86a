// The output stage of the fast executor: the reference's, by cheaper arithmetic that is proven
// equal.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "requant/exec/fast/simd/kernels.h"
#include "requant/exec/reference/output_stage.h"

namespace requant::exec::fast {

// How a type is stored; throws Error (internal) for types that no kernel writes.
Stored stored_type(DataType type);

// Constants of a reference's OutputStage for the SIMD kernels.
//
// Each panel gets the cheapest kind of arithmetic that is proven to equal the reference for all its
// channels (stage_proof.h); where none is, the whole stage is left to the reference (scalar()).
class Stage {
 public:
  // Biases and bounds are one a channel of the stage; no accumulator is greater than its channel's
  // bound in absolute value.
  Stage(const reference::OutputStage& stage, std::span<const std::int64_t> biases,
        std::span<const double> bounds, DataType output);

  // Kernels are to write accumulators (int32), which apply_scalar turns into stored values.
  bool scalar() const { return scalar_; }
  StageView view() const;
  // Rows of all channels to stored values of the output's type.
  void apply_scalar(std::span<const std::int32_t> accumulators, std::byte* output) const;
  // The kinds of the panels.
  const std::vector<StageKind>& kinds() const { return kinds_; }

 private:
  reference::OutputStage reference_;
  reference::StoredRange range_;
  Stored type_;
  bool scalar_ = false;
  std::vector<std::int32_t> rows_;
  std::vector<StageKind> kinds_;
};

}  // namespace requant::exec::fast
