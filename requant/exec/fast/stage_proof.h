// Constants of the kernels' output stages, and the proof that they compute what the reference does.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "requant/exec/fast/simd/kernels.h"
#include "requant/exec/reference/output_stage.h"

namespace requant::exec::fast {

// What the rows of a panel hold for one channel, behind its bias.
using StageConstants = std::array<std::int32_t, kStageRows - 1>;

// A stage is a staircase: the stored value never falls as the accumulator grows. So is each
// arithmetic that the kernels have (StageKind), apart for accumulators that are negative and that
// are not. Two staircases are equal if they are so at both ends, where one of them steps, and just
// below its steps. That is tried out with the kernel itself. Stages of more than 256 stored values
// are not tried out; they take the rules that the integer kernel computes exactly by construction.
//
// One channel of an output stage, on accumulators of at most `bound` in absolute value.
class StageProof {
 public:
  // `range`: to which the kernel limits what it stores.
  StageProof(const reference::OutputStage& stage, std::size_t channel, double bound,
             reference::StoredRange range);

  // Proven constants of that kind, or nothing. Not for the kind scalar.
  std::optional<StageConstants> find(StageKind kind) const;

 private:
  // The least accumulator whose stored value is at least `stored`.
  struct Step {
    std::int32_t accumulator;
    std::int32_t stored;
  };
  void find_steps(double scale);
  std::int64_t step_of(std::int32_t stored, double scale) const;
  std::optional<StageConstants> find_real(bool is_signed) const;
  std::optional<StageConstants> find_integer() const;
  bool is_exact_by_construction() const;
  std::optional<double> offset_for(double factor, bool is_signed) const;
  bool holds(StageKind kind, const StageConstants& constants) const;

  const reference::OutputStage& stage_;
  std::size_t channel_;
  std::int64_t bound_;
  reference::StoredRange range_;
  double scale_ = 0;           // the effective scale, as the rule holds it
  bool is_staircase_ = false;  // as far as is known
  bool is_wide_ = false;       // of more steps than are tried out
  std::vector<Step> steps_;
  std::vector<std::int32_t> accumulators_;  // where both are compared
  std::vector<std::int32_t> expected_;
};

}  // namespace requant::exec::fast
