#include "requant/target/parse_cost.h"

#include <algorithm>
#include <functional>
#include <string>

namespace requant {
namespace {

constexpr int kMostBits = 32;
constexpr int kMostUnits = 1 << 20;
constexpr std::int64_t kMostBytes = std::int64_t{1} << 40;
constexpr double kMostCycles = 1e6;
constexpr double kMostEnergy = 1e9;

void require_all(YamlSection& section, std::initializer_list<const char*> keys) {
  for (const char* key : keys) section.require(key);
}

void parse_widths(YamlSection& section, const char* key, std::vector<int>& widths) {
  section.integers(key, 1, kMostBits, widths);
  std::sort(widths.begin(), widths.end(), std::greater<>());
}

void parse_engine(YamlSection& section, bool inherited, ArrayEngine& engine) {
  if (!inherited) require_all(section, {"rows", "columns"});
  section.integer("rows", 1, kMostUnits, engine.rows);
  section.integer("columns", 1, kMostUnits, engine.columns);
  section.integer("max_bits", 1, kMostBits, engine.max_bits);
  engine.min_bits = inherited ? engine.min_bits : engine.max_bits;
  section.integer("min_bits", 1, kMostBits, engine.min_bits);
  section.choice("rows_hold", words::kRowsHold, engine.rows_hold);
  if (engine.min_bits > engine.max_bits) {
    section.fault(section.has("min_bits") ? "min_bits" : "max_bits",
                  "the least width, " + std::to_string(engine.min_bits) +
                      " bits, is above the greatest, " + std::to_string(engine.max_bits));
  }
}

void parse_engine(YamlSection& section, bool inherited, BitSerialEngine& engine) {
  if (!inherited) require_all(section, {"rows", "columns", "depth"});
  section.integer("rows", 1, kMostUnits, engine.rows);
  section.integer("columns", 1, kMostUnits, engine.columns);
  section.integer("depth", 1, kMostUnits, engine.depth);
}

void parse_engine(YamlSection& section, bool inherited, SimdEngine& engine) {
  if (!inherited) require_all(section, {"cores", "widths", "cycles_per_product"});
  section.integer("cores", 1, kMostUnits, engine.cores);
  section.integer("register_bits", 1, kMostUnits, engine.register_bits);
  parse_widths(section, "widths", engine.widths);
  section.number("cycles_per_product", 0, kMostCycles, engine.cycles_per_product);
  section.number("cycles_to_unpack", 0, kMostCycles, engine.cycles_to_unpack);
  section.number("cycles_per_output", 0, kMostCycles, engine.cycles_per_output);
  if (!engine.widths.empty() && engine.widths.front() > engine.register_bits) {
    section.fault(section.has("register_bits") ? "register_bits" : "widths",
                  "a register of " + std::to_string(engine.register_bits) +
                      " bits holds no value of " + std::to_string(engine.widths.front()));
  }
}

Engine empty_engine(std::size_t kind) {
  if (kind == 0) return ArrayEngine{};
  if (kind == 1) return BitSerialEngine{};
  return SimdEngine{};
}

void parse_engine(YamlSection section, bool inherited, Engine& engine) {
  std::size_t kind = engine.index();
  section.choice("kind", words::kEngine, kind);
  if (!inherited) section.require("kind");
  const bool same = inherited && kind == engine.index();
  if (!same) engine = empty_engine(kind);
  std::visit([&](auto& e) { parse_engine(section, same, e); }, engine);
  section.finish();
}

void parse_memory(YamlSection section, bool inherited, MemoryModel& memory) {
  if (!inherited) {
    require_all(section, {"dram_bits_per_cycle", "weight_buffer", "input_buffer", "output_buffer"});
  }
  section.integer("dram_bits_per_cycle", 1, kMostUnits, memory.dram_bits_per_cycle);
  section.integer("weight_buffer", 1, kMostBytes, memory.weight_buffer);
  section.integer("input_buffer", 1, kMostBytes, memory.input_buffer);
  section.integer("output_buffer", 1, kMostBytes, memory.output_buffer);
  section.boolean("double_buffered", memory.double_buffered);
  section.integer("sum_bits", 1, 64, memory.sum_bits);
  section.choice("dram_holds", words::kDramHolds, memory.sums_in_dram);
  section.choice("patches_in_dram", words::kPatches, memory.patches_in_dram);
  section.finish();
}

void parse_energy(YamlSection section, EnergyModel& energy) {
  const auto picojoules = [&](const char* key, double& value) {
    section.number(key, 0, kMostEnergy, value);
  };
  picojoules("cycle", energy.cycle);
  picojoules("stall", energy.stall);
  picojoules("mac_bit", energy.mac_bit);
  picojoules("weight_read", energy.weight_read);
  picojoules("weight_write", energy.weight_write);
  picojoules("input_read", energy.input_read);
  picojoules("input_write", energy.input_write);
  picojoules("output_read", energy.output_read);
  picojoules("output_write", energy.output_write);
  picojoules("dram", energy.dram);
  section.number("weight_reuse", 1, kMostUnits, energy.weight_reuse);
  section.number("input_reuse", 1, kMostUnits, energy.input_reuse);
  section.finish();
}

}  // namespace

void parse_precision(YamlSection& top, std::optional<PrecisionScheme>& precision) {
  YamlSection section = top.section("precision");
  if (!top.has("precision")) return;
  if (!precision) {
    require_all(section, {"weights", "activations"});
    precision.emplace();
  }
  parse_widths(section, "weights", precision->weights);
  parse_widths(section, "activations", precision->activations);
  section.boolean("equal", precision->equal);
  section.finish();
  const auto takes = [&](int bits) {
    const auto& widths = precision->activations;
    return std::find(widths.begin(), widths.end(), bits) != widths.end();
  };
  const auto& weights = precision->weights;
  const bool stated = !weights.empty() && !precision->activations.empty();
  if (stated && precision->equal && std::none_of(weights.begin(), weights.end(), takes)) {
    section.fault("equal",
                  "weights and activations must have the same width, but have none in common");
  }
}

void parse_cost(YamlSection& top, std::optional<CostModel>& cost) {
  YamlSection section = top.section("cost");
  if (!top.has("cost")) return;
  const bool inherited = cost.has_value();
  if (!inherited) {
    require_all(section, {"frequency_mhz", "elementwise_per_cycle", "engine", "memory"});
    cost.emplace();
  }
  section.number("frequency_mhz", 0.001, kMostCycles, cost->frequency_mhz);
  section.number("elementwise_per_cycle", 0.001, kMostUnits, cost->elementwise_per_cycle);
  parse_engine(section.section("engine"), inherited || !section.has("engine"), cost->engine);
  parse_memory(section.section("memory"), inherited || !section.has("memory"), cost->memory);
  parse_energy(section.section("energy"), cost->energy);
  section.finish();
}

}  // namespace requant
