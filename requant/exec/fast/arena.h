// Where the tensors of a run lie in one block of memory.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace requant::exec::fast {

// Bytes needed from the step `first` to the step `last`, both included.
struct Lifetime {
  std::size_t bytes = 0;
  std::size_t first = 0;
  std::size_t last = 0;
};

struct ArenaPlan {
  std::vector<std::size_t> offsets;  // one a lifetime, multiples of 64
  std::size_t bytes = 0;
};

// Places what is alive at the same time apart: the greatest first, each at the lowest place that is
// free for all its life.
ArenaPlan plan_arena(const std::vector<Lifetime>& lifetimes);

// Blocks of one size, zero at first, aligned to 64 bytes; given out and taken back by any thread.
class ArenaPool {
 public:
  explicit ArenaPool(std::size_t bytes) : bytes_(bytes) {}

  struct Free {
    void operator()(std::byte* block) const;
  };
  using Block = std::unique_ptr<std::byte, Free>;

  Block take();
  void give_back(Block block);

 private:
  std::size_t bytes_;
  std::mutex mutex_;
  std::vector<Block> free_;
};

// A block for as long as this lives.
class ArenaLease {
 public:
  explicit ArenaLease(ArenaPool& pool) : pool_(pool), block_(pool.take()) {}
  ~ArenaLease() { pool_.give_back(std::move(block_)); }
  ArenaLease(const ArenaLease&) = delete;
  ArenaLease& operator=(const ArenaLease&) = delete;
  std::byte* data() const { return block_.get(); }

 private:
  ArenaPool& pool_;
  ArenaPool::Block block_;
};

}  // namespace requant::exec::fast
