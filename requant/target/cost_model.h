// What hardware takes for a layer, as data. The formulas are in docs/cost.md.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

namespace requant {

// An array of multipliers in rows, along which products are summed, and columns, one output channel
// each: a systolic array. Multipliers that can be split multiply narrow operands several at a time
// (Bit Fusion, Sharma et al., arXiv 1712.01507).
struct ArrayEngine {
  // What the rows of a column hold at a time: input channels at one place of the kernel, or whole
  // patches of input channels and kernel.
  enum class Rows { channels, patches };

  int rows = 1;
  int columns = 1;
  int max_bits = 8;  // operands of a whole multiplier; wider ones take several passes
  int min_bits = 8;  // the narrowest operands that it is split for; equal: it is never split
  Rows rows_hold = Rows::channels;

  friend bool operator==(const ArrayEngine&, const ArrayEngine&) = default;
};

// rows x columns dot products of `depth` bits a cycle, over all pairs of bits of the operands
// (BISMO, Umuroglu et al., arXiv 1806.08862: Dm x Dk x Dn).
struct BitSerialEngine {
  int rows = 1;     // output channels
  int columns = 1;  // output pixels
  int depth = 1;    // bits along a sum

  friend bool operator==(const BitSerialEngine&, const BitSerialEngine&) = default;
};

// Cores with a dot product of a register's values (PULP-NN, XpulpNN).
struct SimdEngine {
  int cores = 1;
  int register_bits = 32;
  std::vector<int> widths{8};     // of the values that the instruction takes, any order
  double cycles_per_product = 1;  // of one register by another, with the loads that it needs
  // Added to each where weights are narrower than activations, to which they are unpacked first.
  // (Narrower activations are unpacked once for all outputs, which counts as nothing.)
  double cycles_to_unpack = 0;
  double cycles_per_output = 0;  // to requantize and store

  friend bool operator==(const SimdEngine&, const SimdEngine&) = default;
};

using Engine = std::variant<ArrayEngine, BitSerialEngine, SimdEngine>;

struct MemoryModel {
  // Layers whose inputs lie in DRAM as patches, one a pixel of the output: the host has written
  // them there, for an engine that multiplies matrices only.
  enum class Patches { none, first_layer, all };

  int dram_bits_per_cycle = 64;
  std::int64_t weight_buffer = 0;  // bytes
  std::int64_t input_buffer = 0;
  std::int64_t output_buffer = 0;
  bool double_buffered = true;  // half of each buffer is filled while the other is used
  int sum_bits = 32;            // of a sum in the output buffer
  // What of a layer's results goes to DRAM: outputs of their width, or the sums, which are read
  // from there at first as well (the simulator of Bit Fusion).
  bool sums_in_dram = false;
  Patches patches_in_dram = Patches::none;

  friend bool operator==(const MemoryModel&, const MemoryModel&) = default;
};

// In pJ; 0 where nothing is known.
struct EnergyModel {
  double cycle = 0;         // a cycle in which the engine computes
  double stall = 0;         // a cycle in which it waits
  double mac_bit = 0;       // a multiply-add, for each pair of a weight's and an activation's bits
  double weight_read = 0;   // a bit from its buffer to the engine
  double weight_write = 0;  // a bit from DRAM to its buffer
  double input_read = 0;
  double input_write = 0;
  double output_read = 0;  // a bit of a sum
  double output_write = 0;
  double dram = 0;  // a bit, to or from
  // How many multiply-adds one read of a weight or of an input serves.
  double weight_reuse = 1;
  double input_reuse = 1;

  friend bool operator==(const EnergyModel&, const EnergyModel&) = default;
};

struct CostModel {
  double frequency_mhz = 1;
  double elementwise_per_cycle = 1;  // values that ops without multiply-adds take a cycle
  Engine engine;
  MemoryModel memory;
  EnergyModel energy;

  friend bool operator==(const CostModel&, const CostModel&) = default;
};

// The widths that hardware takes, layer by layer.
struct PrecisionScheme {
  std::vector<int> weights;      // bits, descending
  std::vector<int> activations;  // the same
  bool equal = false;            // weights and activations of a layer must have the same

  friend bool operator==(const PrecisionScheme&, const PrecisionScheme&) = default;
};

}  // namespace requant
