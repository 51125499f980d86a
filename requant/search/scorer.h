// What assignments are worth.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "requant/precision/precision.h"
#include "requant/search/team.h"

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

// The scores of all, each process of the team finding its share; the same on every one. Throws
// Error as the scorer.
inline std::vector<double> score_together(
    Team& team, const Scorer& scorer, std::span<const precision::PrecisionAssignment> assignments) {
  return team.share(assignments.size(), [&](std::size_t first, std::size_t last) {
    if (first == last) return std::vector<double>();
    return scorer.score(assignments.subspan(first, last - first));
  });
}

}  // namespace requant::search
