#include "requant/exec/fast/arena.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <numeric>

namespace requant::exec::fast {
namespace {

constexpr std::size_t kAlignment = 64;

bool overlap(const Lifetime& a, const Lifetime& b) {
  return a.first <= b.last && b.first <= a.last;
}

}  // namespace

ArenaPlan plan_arena(const std::vector<Lifetime>& lifetimes) {
  ArenaPlan plan;
  plan.offsets.assign(lifetimes.size(), 0);
  std::vector<std::size_t> order(lifetimes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return lifetimes[a].bytes > lifetimes[b].bytes;
  });
  const auto end_of = [&](std::size_t i) {
    return (plan.offsets[i] + lifetimes[i].bytes + kAlignment - 1) / kAlignment * kAlignment;
  };
  std::vector<std::size_t> placed;  // by offset
  for (const std::size_t i : order) {
    std::size_t offset = 0;
    for (const std::size_t other : placed) {
      if (!overlap(lifetimes[i], lifetimes[other])) continue;
      if (offset + lifetimes[i].bytes <= plan.offsets[other]) break;
      offset = std::max(offset, end_of(other));
    }
    plan.offsets[i] = offset;
    plan.bytes = std::max(plan.bytes, end_of(i));
    const auto place = std::upper_bound(
        placed.begin(), placed.end(), offset,
        [&](std::size_t value, std::size_t other) { return value < plan.offsets[other]; });
    placed.insert(place, i);
  }
  return plan;
}

void ArenaPool::Free::operator()(std::byte* block) const {
  ::operator delete (block, std::align_val_t{kAlignment});
}

ArenaPool::Block ArenaPool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      Block block = std::move(free_.back());
      free_.pop_back();
      return block;
    }
  }
  auto* block = static_cast<std::byte*>(::operator new (bytes_, std::align_val_t{kAlignment}));
  std::memset(block, 0, bytes_);
  return Block(block);
}

void ArenaPool::give_back(Block block) {
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(block));
}

}  // namespace requant::exec::fast
