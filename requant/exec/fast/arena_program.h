// Steps run in the order of a graph, on one block of memory a run.
#pragma once

#include <memory>
#include <vector>

#include "requant/exec/fast/arena.h"
#include "requant/exec/fast/step.h"
#include "requant/exec/schedule.h"

namespace requant::exec::fast {

class ArenaProgram final : public Program {
 public:
  // `steps` has one entry a node, null for nodes that do not run.
  ArenaProgram(const Graph& graph, std::vector<std::unique_ptr<Step>> steps);
  std::vector<Array> run(std::span<const Array> inputs, const Observer& observer) const override;

  bool profile(std::span<const Array> inputs, std::span<double> seconds) const override;
  std::size_t arena_bytes() const override { return bytes_; }

 private:
  // A tensor that is computed, or an input.
  struct Place {
    DataType type = DataType::other;
    Shape shape;
    std::size_t bytes = 0;
    std::size_t offset = 0;
    bool known = false;
  };
  // Everything of one node, its places looked up.
  struct Entry {
    std::unique_ptr<Step> step;
    std::vector<std::ptrdiff_t> inputs;  // offsets; -1 where null
    std::vector<TensorId> outputs;
    std::vector<std::size_t> output_offsets;
  };

  void plan(const Graph& graph, const std::vector<std::unique_ptr<Step>>& steps);
  void set_inputs(std::span<const Array> inputs, std::byte* arena) const;
  void run_entry(const Entry& entry, std::byte* arena) const;
  Array value(TensorId id, const std::byte* arena) const;

  Schedule schedule_;
  std::vector<Place> places_;
  std::vector<Entry> entries_;
  std::size_t scratch_offset_ = 0;
  std::size_t bytes_ = 0;
  mutable std::unique_ptr<ArenaPool> arenas_;
};

}  // namespace requant::exec::fast
