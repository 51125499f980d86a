#include "requant/cost/engine.h"

#include <algorithm>
#include <variant>

namespace requant::cost {
namespace {

std::int64_t pixels(const Tile& tile) { return tile.batch * tile.height * tile.width; }

std::int64_t kernel(const Work& work) { return work.kernel_height * work.kernel_width; }

// Products of such operands that one multiplier makes at a time.
std::int64_t split(const ArrayEngine& engine, int bits) {
  return std::max(engine.max_bits / std::max(bits, engine.min_bits), 1);
}

std::int64_t split(const ArrayEngine& engine, const Work& work) {
  return split(engine, work.weight_bits) * split(engine, work.input_bits);
}

double cycles(const ArrayEngine& engine, bool patches, const Work& work, const Tile& tile) {
  const std::int64_t rows = engine.rows * split(engine, work);
  const std::int64_t sums = patches || engine.rows_hold == ArrayEngine::Rows::patches
                                ? ceil_div(kernel(work) * tile.inputs, rows)
                                : kernel(work) * ceil_div(tile.inputs, rows);
  const std::int64_t passes =
      ceil_div(work.weight_bits, engine.max_bits) * ceil_div(work.input_bits, engine.max_bits);
  return static_cast<double>(pixels(tile) * ceil_div(tile.outputs, engine.columns) * sums * passes);
}

double cycles(const BitSerialEngine& engine, bool, const Work& work, const Tile& tile) {
  return static_cast<double>(
      ceil_div(tile.outputs, engine.rows) * ceil_div(pixels(tile), engine.columns) *
      ceil_div(kernel(work) * tile.inputs, engine.depth) * work.weight_bits * work.input_bits);
}

// The narrowest width that the instruction takes and the value fits; the widest where none does.
int instruction_bits(const SimdEngine& engine, int bits) {
  int best = *std::max_element(engine.widths.begin(), engine.widths.end());
  for (const int width : engine.widths) {
    if (width >= bits && width < best) best = width;
  }
  return best;
}

std::int64_t lanes(const SimdEngine& engine, const Work& work) {
  const int bits = std::max(work.weight_bits, work.input_bits);
  return engine.register_bits / std::max(instruction_bits(engine, bits), 1);
}

double cycles(const SimdEngine& engine, bool, const Work& work, const Tile& tile) {
  const std::int64_t outputs = ceil_div(pixels(tile) * tile.outputs, engine.cores);
  const std::int64_t products = ceil_div(kernel(work) * tile.inputs, lanes(engine, work));
  const bool unpacks =
      instruction_bits(engine, work.weight_bits) < instruction_bits(engine, work.input_bits);
  const double product = engine.cycles_per_product + (unpacks ? engine.cycles_to_unpack : 0);
  return static_cast<double>(outputs) *
         (static_cast<double>(products) * product + engine.cycles_per_output);
}

Step step(const ArrayEngine& engine, const Work& work) {
  return {engine.rows * split(engine, work), engine.columns};
}

Step step(const BitSerialEngine& engine, const Work&) { return {engine.depth, engine.rows}; }

Step step(const SimdEngine& engine, const Work& work) { return {lanes(engine, work), 1}; }

}  // namespace

double compute_cycles(const CostModel& model, const Work& work, const Tile& tile) {
  const bool patches = patches_in_dram(model.memory, work);
  return std::visit([&](const auto& engine) { return cycles(engine, patches, work, tile); },
                    model.engine);
}

Step step_of(const Engine& engine, const Work& work) {
  return std::visit([&](const auto& e) { return step(e, work); }, engine);
}

bool patches_in_dram(const MemoryModel& memory, const Work& work) {
  if (memory.patches_in_dram == MemoryModel::Patches::first_layer) return work.reads_graph_input;
  return memory.patches_in_dram == MemoryModel::Patches::all;
}

}  // namespace requant::cost
