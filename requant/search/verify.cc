#include "requant/search/verify.h"

#include <algorithm>

namespace requant::search {

void verify(Front& front, const Scorer& scorer, Team& team) {
  std::vector<Point*> points;
  for (Point& point : front.points) points.push_back(&point);
  for (Reference& reference : front.references) points.push_back(&reference.point);
  // Each once, in the order in which neighbours begin alike.
  std::vector<precision::PrecisionAssignment> assignments;
  for (const Point* point : points) assignments.push_back(point->assignment);
  std::ranges::sort(assignments);
  assignments.erase(std::unique(assignments.begin(), assignments.end()), assignments.end());
  const std::vector<double> scores = score_together(team, scorer, assignments);
  for (Point* point : points) {
    const auto found = std::ranges::lower_bound(assignments, point->assignment);
    point->verified = scores.at(static_cast<std::size_t>(found - assignments.begin()));
  }
  front.verified_by = scorer.how();
}

}  // namespace requant::search
