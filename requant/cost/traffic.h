// What a layer moves between DRAM and the buffers when it is computed tile by tile.
#pragma once

#include "requant/cost/engine.h"
#include "requant/target/cost_model.h"

namespace requant::cost {

// In bits, of the whole layer.
struct Traffic {
  double weights = 0;   // from DRAM
  double inputs = 0;    // from DRAM
  double sums_in = 0;   // from DRAM
  double sums_out = 0;  // out of the output buffer
  double outputs = 0;   // to DRAM, sums or outputs
  // What is moved before the first tile and after the last one, so that no tile hides it.
  double first = 0;
  double last = 0;

  double dram() const { return weights + inputs + sums_in + outputs; }
};

// The layer in the tiles and the order of loops that take the fewest cycles, as the simulator of
// Bit Fusion finds them (github.com/hsharma35/bitfusion, src/optimizer): tiles are powers of two,
// or all there is; a tile stays in its buffer over the loops that it does not depend on, as long
// as it fits. Of equal ones, that with the least traffic.
struct Schedule {
  Tile tile;
  Traffic traffic;
  double compute_cycles = 0;
  double memory_cycles = 0;  // of the port, for all traffic
  double cycles = 0;
};

// `work` has multiply-adds. Throws Error that names the layer where the buffers hold no tile.
Schedule schedule(const CostModel& model, const Work& work);

}  // namespace requant::cost
