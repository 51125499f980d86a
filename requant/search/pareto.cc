#include "requant/search/pareto.h"

#include <algorithm>
#include <numeric>

namespace requant::search {

std::vector<std::size_t> pareto_front(const std::vector<Worth>& worths) {
  std::vector<std::size_t> order(worths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    if (worths[a].cost != worths[b].cost) return worths[a].cost < worths[b].cost;
    return worths[a].score > worths[b].score;
  });
  std::vector<std::size_t> front;
  for (const std::size_t i : order) {
    if (front.empty() || worths[i].score > worths[front.back()].score) front.push_back(i);
  }
  return front;
}

double hypervolume(const std::vector<Worth>& worths, const Worth& limit, const Worth& unit) {
  double area = 0;
  double floor = limit.score;
  for (const std::size_t i : pareto_front(worths)) {
    const Worth& worth = worths[i];
    if (worth.cost >= limit.cost || worth.score <= floor) continue;
    area += (limit.cost - worth.cost) * (worth.score - floor);
    floor = worth.score;
  }
  return area / (unit.cost * unit.score);
}

}  // namespace requant::search
