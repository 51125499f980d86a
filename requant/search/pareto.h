// Choices between two aims.
#pragma once

#include <cstddef>
#include <vector>

namespace requant::search {

// A low cost and a high score are wanted.
struct Worth {
  double cost = 0;
  double score = 0;
};

// The indices of those that no other beats (is at least as good in both, better in one), by rising
// cost; of equal ones the first.
std::vector<std::size_t> pareto_front(const std::vector<Worth>& worths);

// The area that is beaten by some of them and lies below `limit` in cost and above it in score, in
// units of `unit.cost` x `unit.score` (Zitzler and Thiele, PPSN 1998).
double hypervolume(const std::vector<Worth>& worths, const Worth& limit, const Worth& unit);

}  // namespace requant::search
