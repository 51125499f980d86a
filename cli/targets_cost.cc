// The precisions and the cost model of a target, for people and as JSON.
#include <fmt/format.h>

#include <variant>

#include "cli/targets_json.h"
#include "cli/text.h"
#include "requant/base/nearest.h"
#include "requant/target/words.h"

namespace requant::cli {
namespace {

std::string widths_text(const std::vector<int>& widths) {
  std::vector<std::string> words;
  for (const int bits : widths) words.push_back(std::to_string(bits));
  return joined(words) + " bits";
}

std::string text(const ArrayEngine& engine) {
  const std::string split =
      engine.min_bits < engine.max_bits ? fmt::format(", split down to {}", engine.min_bits) : "";
  return fmt::format("{} x {} multipliers of {} bits{}", engine.rows, engine.columns,
                     engine.max_bits, split);
}

std::string text(const BitSerialEngine& engine) {
  return fmt::format("{} x {} dot products of {} bits", engine.rows, engine.columns, engine.depth);
}

std::string text(const SimdEngine& engine) {
  return fmt::format("{} with dot products of {}", counted(engine.cores, "core", "cores"),
                     widths_text(engine.widths));
}

Json to_json(const ArrayEngine& engine) {
  return {{"rows", engine.rows},
          {"columns", engine.columns},
          {"max_bits", engine.max_bits},
          {"min_bits", engine.min_bits},
          {"rows_hold", words::of(words::kRowsHold, engine.rows_hold)}};
}

Json to_json(const BitSerialEngine& engine) {
  return {{"rows", engine.rows}, {"columns", engine.columns}, {"depth", engine.depth}};
}

Json to_json(const SimdEngine& engine) {
  return {{"cores", engine.cores},
          {"register_bits", engine.register_bits},
          {"widths", engine.widths},
          {"cycles_per_product", engine.cycles_per_product},
          {"cycles_to_unpack", engine.cycles_to_unpack},
          {"cycles_per_output", engine.cycles_per_output}};
}

Json to_json(const MemoryModel& memory) {
  return {{"dram_bits_per_cycle", memory.dram_bits_per_cycle},
          {"weight_buffer", memory.weight_buffer},
          {"input_buffer", memory.input_buffer},
          {"output_buffer", memory.output_buffer},
          {"double_buffered", memory.double_buffered},
          {"sum_bits", memory.sum_bits},
          {"dram_holds", words::of(words::kDramHolds, memory.sums_in_dram)},
          {"patches_in_dram", words::of(words::kPatches, memory.patches_in_dram)}};
}

Json to_json(const EnergyModel& energy) {
  return {{"cycle", energy.cycle},
          {"stall", energy.stall},
          {"mac_bit", energy.mac_bit},
          {"weight_read", energy.weight_read},
          {"weight_write", energy.weight_write},
          {"input_read", energy.input_read},
          {"input_write", energy.input_write},
          {"output_read", energy.output_read},
          {"output_write", energy.output_write},
          {"dram", energy.dram},
          {"weight_reuse", energy.weight_reuse},
          {"input_reuse", energy.input_reuse}};
}

}  // namespace

std::string precision_text(const PrecisionScheme& precision) {
  return "weights of " + widths_text(precision.weights) + ", activations of " +
         widths_text(precision.activations) + (precision.equal ? ", both the same" : "");
}

std::string cost_text(const CostModel& cost) {
  const MemoryModel& memory = cost.memory;
  return std::visit([](const auto& engine) { return text(engine); }, cost.engine) +
         fmt::format(
             " at {:g} MHz; {} bits of DRAM a cycle; buffers of {} for weights, {} for "
             "inputs, {} for sums",
             cost.frequency_mhz, memory.dram_bits_per_cycle, size_text(memory.weight_buffer),
             size_text(memory.input_buffer), size_text(memory.output_buffer));
}

Json to_json(const PrecisionScheme& precision) {
  return {{"weights", precision.weights},
          {"activations", precision.activations},
          {"equal", precision.equal}};
}

Json to_json(const CostModel& cost) {
  Json engine{{"kind", words::of(words::kEngine, cost.engine.index())}};
  engine.update(std::visit([](const auto& e) { return to_json(e); }, cost.engine));
  return {{"frequency_mhz", cost.frequency_mhz},
          {"elementwise_per_cycle", cost.elementwise_per_cycle},
          {"engine", engine},
          {"memory", to_json(cost.memory)},
          {"energy", to_json(cost.energy)}};
}

}  // namespace requant::cli
