#include "requant/target/write_cost.h"

#include <string>

#include "requant/target/words.h"
#include "requant/target/yaml_section.h"

namespace requant {
namespace {

std::string list(const std::vector<int>& widths) {
  std::string result;
  for (const int bits : widths) result += (result.empty() ? "" : ", ") + std::to_string(bits);
  return "[" + result + "]";
}

std::string_view truth(bool value) { return value ? "true" : "false"; }

void write_engine(std::ostream& out, const ArrayEngine& engine) {
  out << "    rows: " << engine.rows << "\n    columns: " << engine.columns
      << "\n    max_bits: " << engine.max_bits << "\n    min_bits: " << engine.min_bits
      << "\n    rows_hold: " << words::of(words::kRowsHold, engine.rows_hold) << "\n";
}

void write_engine(std::ostream& out, const BitSerialEngine& engine) {
  out << "    rows: " << engine.rows << "\n    columns: " << engine.columns
      << "\n    depth: " << engine.depth << "\n";
}

void write_engine(std::ostream& out, const SimdEngine& engine) {
  out << "    cores: " << engine.cores << "\n    register_bits: " << engine.register_bits
      << "\n    widths: " << list(engine.widths)
      << "\n    cycles_per_product: " << number_text(engine.cycles_per_product)
      << "\n    cycles_to_unpack: " << number_text(engine.cycles_to_unpack)
      << "\n    cycles_per_output: " << number_text(engine.cycles_per_output) << "\n";
}

void write_memory(std::ostream& out, const MemoryModel& memory) {
  out << "  memory:\n    dram_bits_per_cycle: " << memory.dram_bits_per_cycle
      << "\n    weight_buffer: " << memory.weight_buffer
      << "\n    input_buffer: " << memory.input_buffer
      << "\n    output_buffer: " << memory.output_buffer
      << "\n    double_buffered: " << truth(memory.double_buffered)
      << "\n    sum_bits: " << memory.sum_bits
      << "\n    dram_holds: " << words::of(words::kDramHolds, memory.sums_in_dram)
      << "\n    patches_in_dram: " << words::of(words::kPatches, memory.patches_in_dram) << "\n";
}

void write_energy(std::ostream& out, const EnergyModel& energy) {
  const auto row = [&](const char* key, double value) {
    out << "    " << key << ": " << number_text(value) << "\n";
  };
  out << "  energy:\n";
  row("cycle", energy.cycle);
  row("stall", energy.stall);
  row("mac_bit", energy.mac_bit);
  row("weight_read", energy.weight_read);
  row("weight_write", energy.weight_write);
  row("input_read", energy.input_read);
  row("input_write", energy.input_write);
  row("output_read", energy.output_read);
  row("output_write", energy.output_write);
  row("dram", energy.dram);
  row("weight_reuse", energy.weight_reuse);
  row("input_reuse", energy.input_reuse);
}

}  // namespace

void write_precision(std::ostream& out, const PrecisionScheme& precision) {
  out << "precision:\n  weights: " << list(precision.weights)
      << "\n  activations: " << list(precision.activations)
      << "\n  equal: " << truth(precision.equal) << "\n";
}

void write_cost(std::ostream& out, const CostModel& cost) {
  out << "cost:\n  frequency_mhz: " << number_text(cost.frequency_mhz)
      << "\n  elementwise_per_cycle: " << number_text(cost.elementwise_per_cycle)
      << "\n  engine:\n    kind: " << words::of(words::kEngine, cost.engine.index()) << "\n";
  std::visit([&](const auto& engine) { write_engine(out, engine); }, cost.engine);
  write_memory(out, cost.memory);
  write_energy(out, cost.energy);
}

}  // namespace requant
