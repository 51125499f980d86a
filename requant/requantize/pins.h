// Ends of the graph whose type or grid the user prescribes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "requant/requantize/draft.h"

namespace requant::requantize {

// A graph input or output, and how it is stored.
struct Pin {
  std::string tensor;                // its name, or "input" or "output" where the graph has one
  DataType type = DataType::int8;    // int8, uint8 or int16
  std::optional<Quantization> grid;  // one scale and zero point; nothing: as it follows
};

// TENSOR=TYPE or TENSOR=TYPE:SCALE:ZERO_POINT. Throws Error that names the option.
Pin parse_pin(const std::string& text);

// Throws Error that lists every pin that names no end of the graph, or one twice.
void check_pins(const Graph& graph, const std::vector<Pin>& pins);

// Gives the ends the types and grids asked for: where one differs, a quantize node converts between
// it and the tensor as converted, which is renamed to NAME/TYPE. An end without a grid holds the
// same stored values as the converted tensor where both types have as many bits, else it covers the
// same range. `draft` is that of the conversion. Throws Error where a grid is asked for a tensor
// that is stored shifted or in other units.
Graph apply_pins(const Graph& graph, const Draft& draft, const std::vector<Pin>& pins);

}  // namespace requant::requantize
