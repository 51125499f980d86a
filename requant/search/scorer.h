// What assignments are worth.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "requant/precision/precision.h"

namespace requant::search {

class Scorer {
 public:
  virtual ~Scorer() = default;
  // One score each, greater is better; assignments that lie side by side in lexicographic order are
  // scored the fastest.
  virtual std::vector<double> score(
      std::span<const precision::PrecisionAssignment> assignments) const = 0;
  virtual std::string name() const = 0;  // "top-1"
  virtual std::string unit() const = 0;  // "%"
  virtual std::string how() const = 0;   // sentences for the user
};

}  // namespace requant::search
